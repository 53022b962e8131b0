from . import customer_file
from . import dealer_gift
from . import dealer_recall
from . import dealer_recall_rule
from . import dealer_stock_age
from . import stock_move
