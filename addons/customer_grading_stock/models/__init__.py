from . import customer_delivery_mixin, stock_picking, stock_move, stock_move_line
