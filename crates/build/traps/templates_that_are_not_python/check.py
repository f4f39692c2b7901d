# lost by sources
import pkg

assert pkg.render("shop") == 'import shop\n\nsetup(name="shop")\n'
