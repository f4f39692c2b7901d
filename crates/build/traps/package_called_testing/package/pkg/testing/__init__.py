from pkg.testing.asserters import check_equal
