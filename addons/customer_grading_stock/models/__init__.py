from . import stock_picking, stock_move
