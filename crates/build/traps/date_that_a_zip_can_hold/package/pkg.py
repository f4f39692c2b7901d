import io
import os
import zipfile


def packed():
    with zipfile.ZipFile(io.BytesIO(), "w") as archive:
        archive.write(__file__, os.path.basename(__file__))
        return archive.namelist()
