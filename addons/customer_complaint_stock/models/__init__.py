from . import customer_complaint_line
from . import sale_order_line
from . import stock_lot
from . import stock_move
from . import stock_picking
