# === the application for each invocation
from fastapi import FastAPI
from mangum import Mangum


def create():
    app = FastAPI()  # WF113

    @app.get("/")
    def root():
        return {"ok": True}

    return app


def handler(event, context):
    return Mangum(create())(event, context)  # WF113
# === a resolver for each invocation
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver


def handler(event, context):
    app = APIGatewayHttpResolver()  # WF113

    @app.get("/health")
    def health():
        return {"ok": True}

    return app.resolve(event, context)
# === near miss: a factory that is called at init
from flask import Flask
from mangum import Mangum


def create():
    app = Flask(__name__)
    return app


app = create()
adapter = Mangum(app)


def handler(event, context):
    return adapter(event, context)
