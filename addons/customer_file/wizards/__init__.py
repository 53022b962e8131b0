from . import base_partner_merge
from . import customer_file_correction_refuse
from . import customer_file_list_export
from . import customer_file_opening
from . import customer_file_rename
from . import customer_file_return
from . import customer_secrecy_classify
from . import customer_access_give
