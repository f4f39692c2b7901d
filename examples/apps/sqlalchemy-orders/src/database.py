"""Where the orders are, and bringing that place up to date."""

import os
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event
from sqlalchemy.orm import sessionmaker

DEFAULT = f"sqlite:///{tempfile.gettempdir()}/orders.db"
MIGRATIONS = Path(__file__).with_name("migrations")

engine = create_engine(os.environ.get("DATABASE_URL", DEFAULT))
Session = sessionmaker(engine)


@event.listens_for(engine, "connect")
def strict(connection, record):
    """Has SQLite check references, which it does not by itself."""
    connection.execute("PRAGMA foreign_keys = ON")


def upgrade():
    """Runs the migrations that have not run yet."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
