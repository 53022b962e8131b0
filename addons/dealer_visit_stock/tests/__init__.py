from . import test_gift_stock
from . import test_recall
from . import test_recall_goods
from . import test_recall_pack
