"""A shop's API: FastAPI behind API Gateway."""

import logging

from catalogue import router as catalogue
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from mangum import Mangum
from orders import OutOfStock
from orders import router as orders

logging.getLogger().setLevel(logging.INFO)

app = FastAPI(title="Shop", version="3.2.0")
app.include_router(catalogue)
app.include_router(orders)


@app.exception_handler(OutOfStock)
async def out_of_stock(request: Request, error: OutOfStock):
    """Answers with 409 what the warehouse cannot deliver."""
    return JSONResponse({"detail": str(error), "left": error.left}, status_code=409)


@app.middleware("http")
async def no_store(request: Request, call_next):
    """Keeps orders out of caches."""
    response = await call_next(request)
    if request.url.path.startswith("/orders"):
        response.headers["cache-control"] = "no-store"
    return response


handler = Mangum(app, lifespan="off")
