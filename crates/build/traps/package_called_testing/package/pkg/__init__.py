from pkg.testing import check_equal
