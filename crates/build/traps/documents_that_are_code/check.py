# lost by pruning
import pkg

assert pkg.document("S3") == "== S3 =="
