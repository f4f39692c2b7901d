//! From the name of a distribution to the modules that it brings.

/// Distributions whose modules are called otherwise.
const NAMED: &[(&str, &[&str])] = &[
    ("attrs", &["attr", "attrs"]),
    ("aws-lambda-powertools", &["aws_lambda_powertools"]),
    ("aws-xray-sdk", &["aws_xray_sdk"]),
    ("beautifulsoup4", &["bs4"]),
    ("biopython", &["Bio"]),
    ("djangorestframework", &["rest_framework"]),
    ("dnspython", &["dns"]),
    ("docker-py", &["docker"]),
    ("elasticsearch-dsl", &["elasticsearch_dsl"]),
    ("faiss-cpu", &["faiss"]),
    ("gitpython", &["git"]),
    ("googleapis-common-protos", &["google"]),
    ("grpcio", &["grpc"]),
    ("ibm-db", &["ibm_db"]),
    ("jwcrypto", &["jwcrypto"]),
    ("kafka-python", &["kafka"]),
    ("msgpack-python", &["msgpack"]),
    ("mysql-connector-python", &["mysql"]),
    ("mysqlclient", &["MySQLdb"]),
    ("opencv-contrib-python", &["cv2"]),
    ("opencv-contrib-python-headless", &["cv2"]),
    ("opencv-python", &["cv2"]),
    ("opencv-python-headless", &["cv2"]),
    ("opensearch-py", &["opensearchpy"]),
    ("pillow", &["PIL"]),
    ("protobuf", &["google"]),
    ("psycopg2-binary", &["psycopg2"]),
    ("psycopg-binary", &["psycopg"]),
    ("py-cpuinfo", &["cpuinfo"]),
    ("pycryptodome", &["Crypto"]),
    ("pycryptodomex", &["Cryptodome"]),
    ("pyjwt", &["jwt"]),
    ("pymupdf", &["fitz", "pymupdf"]),
    ("pymysql", &["pymysql"]),
    ("pynacl", &["nacl"]),
    ("pyopenssl", &["OpenSSL"]),
    ("pypdf2", &["PyPDF2"]),
    ("pyserial", &["serial"]),
    ("python-dateutil", &["dateutil"]),
    ("python-docx", &["docx"]),
    ("python-dotenv", &["dotenv"]),
    ("python-jose", &["jose"]),
    ("python-json-logger", &["pythonjsonlogger"]),
    ("python-levenshtein", &["Levenshtein"]),
    ("python-pptx", &["pptx"]),
    ("python-slugify", &["slugify"]),
    ("pytz-deprecation-shim", &["pytz_deprecation_shim"]),
    ("pywin32", &["win32api"]),
    ("pyyaml", &["yaml"]),
    ("pyzmq", &["zmq"]),
    ("ruamel-yaml", &["ruamel"]),
    ("scikit-image", &["skimage"]),
    ("scikit-learn", &["sklearn"]),
    ("sentry-sdk", &["sentry_sdk"]),
    ("slack-sdk", &["slack_sdk", "slack"]),
    ("snowflake-connector-python", &["snowflake"]),
    ("sqlalchemy", &["sqlalchemy"]),
    ("umap-learn", &["umap"]),
    ("websocket-client", &["websocket"]),
];

/// Distributions that others load by themselves, or that work without being named.
const UNSEEN: &[&str] = &[
    "aiodns",
    "aiohttp-retry",
    "asgiref",
    "asyncpg",
    "awscrt",
    "awslambdaric",
    "brotli",
    "cchardet",
    "certifi",
    "cryptography",
    "cx-oracle",
    "email-validator",
    "fastparquet",
    "fsspec",
    "greenlet",
    "gunicorn",
    "httptools",
    "itsdangerous",
    "jinja2",
    "lxml",
    "mysqlclient",
    "numexpr",
    "openpyxl",
    "oracledb",
    "orjson",
    "psycopg",
    "psycopg-binary",
    "psycopg2",
    "psycopg2-binary",
    "pyarrow",
    "pymysql",
    "python-multipart",
    "pytz",
    "s3fs",
    "setuptools",
    "snapshot-restore-py",
    "sqlalchemy-aurora-data-api",
    "typing-extensions",
    "tzdata",
    "urllib3",
    "uvicorn",
    "uvloop",
    "werkzeug",
    "xlrd",
    "xlsxwriter",
    "zstandard",
];

/// Beginnings of names of which the same is true: plug-ins.
const PLUG_INS: &[&str] = &[
    "opentelemetry-",
    "sqlalchemy-",
    "flask-",
    "django-",
    "pytest-",
    "aws-opentelemetry-",
    "ddtrace",
    "datadog",
    "newrelic",
    "types-",
    "mypy-boto3",
];

/// Returns the modules that a distribution brings, as far as its name tells.
pub(super) fn of(name: &str) -> Vec<String> {
    let named = NAMED.iter().find(|(listed, _)| *listed == name);
    match named {
        Some((_, modules)) => modules.iter().map(|module| (*module).to_owned()).collect(),
        None => usual(name),
    }
}

/// Returns what modules are usually called: as the distribution is, or without Python's name in it.
fn usual(name: &str) -> Vec<String> {
    let without = [
        name.strip_prefix("python-"),
        name.strip_suffix("-python"),
        name.strip_prefix("py-"),
        name.strip_prefix("py"),
        name.strip_suffix("-py"),
        name.strip_suffix("-sdk"),
    ];
    let names = [Some(name)].into_iter().chain(without).flatten();
    names.map(|name| name.replace('-', "_")).collect()
}

/// Tells whether a distribution is used without being named.
pub(super) fn is_used_unseen(name: &str) -> bool {
    UNSEEN.contains(&name)
        || PLUG_INS.iter().any(|start| name.starts_with(start))
        || name.contains("stubs")
}
