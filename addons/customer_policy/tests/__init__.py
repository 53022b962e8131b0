from . import test_groups
from . import test_register
from . import test_tools_yaml
from . import test_tools_doctest
