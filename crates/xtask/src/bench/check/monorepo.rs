//! A repository of many functions, as teams have them: a template and a folder for each, modules
//! that they share in a layer, and tests.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Functions that one template holds.
const PER_TEMPLATE: usize = 50;

const SHARED: &str = "\
import functools
import boto3


@functools.cache
def table(name):
    return boto3.resource('dynamodb').Table(name)


def queue():
    return boto3.client('sqs')


class Store:
    def __init__(self, name):
        self.table = table(name)

    def load(self, key):
        return self.table.get_item(Key={'id': key}).get('Item')

    def save(self, item):
        self.table.put_item(Item=item)
";

const HANDLER: &str = "\
import json
import logging
import os
import boto3
from common.store import Store, queue
from model import parse, price

logger = logging.getLogger()
store = Store(os.environ['TABLE'])


def handler(event, context):
    order = parse(event['body'])
    logger.info('order %s', order['id'])
    items = [store.load(key) for key in order['keys']]
    total = sum(price(item) for item in items if item)
    if order.get('archive'):
        boto3.client('s3').put_object(Bucket='b', Key=order['id'], Body=json.dumps(items))
    for item in items:
        queue().send_message(QueueUrl=os.environ['QUEUE'], MessageBody=json.dumps(item))
    return {'statusCode': 200, 'body': json.dumps({'total': total, 'function': NUMBER})}
";

const MODEL: &str = "\
import json
from dataclasses import dataclass
from decimal import Decimal


@dataclass
class Line:
    name: str
    amount: Decimal

    def total(self, rate):
        return self.amount * rate


def parse(body):
    order = json.loads(body)
    order['lines'] = [Line(line['name'], Decimal(line['amount'])) for line in order['lines']]
    return order


def price(item):
    lines = (Line(line['name'], Decimal(line['amount'])) for line in item.get('lines', ()))
    return float(sum(line.total(Decimal('1.19')) for line in lines))
";

/// Writes it, unless it is there.
pub(super) fn write(root: &Path, n_handlers: usize) -> anyhow::Result<PathBuf> {
    let done = root.join("complete");
    if done.is_file() {
        return Ok(root.to_owned());
    }
    let file = |path: &str, text: &str| -> anyhow::Result<()> {
        let path = root.join(path);
        fs_err::create_dir_all(path.parent().unwrap_or(root))?;
        Ok(fs_err::write(path, text)?)
    };
    file("layer/python/common/__init__.py", "")?;
    file("layer/python/common/store.py", SHARED)?;
    let mut template = String::new();
    for number in 0..n_handlers {
        let (team, place) = (number / PER_TEMPLATE, number % PER_TEMPLATE);
        let folder = format!("team{team:02}/function{place:02}");
        file(
            &format!("{folder}/app.py"),
            &HANDLER.replace("NUMBER", &number.to_string()),
        )?;
        file(&format!("{folder}/model.py"), MODEL)?;
        file(
            &format!("{folder}/tests/test_app.py"),
            "import app\n\n\ndef test_app():\n    assert app\n",
        )?;
        if place == 0 {
            template = String::from("Transform: AWS::Serverless-2016-10-31\nResources:\n");
            template.push_str("  Layer:\n    Type: AWS::Serverless::LayerVersion\n");
            template.push_str("    Properties: {ContentUri: ../layer}\n");
        }
        write!(
            template,
            "  Function{place}:\n    Type: AWS::Serverless::Function\n    Properties:\n      \
             CodeUri: function{place:02}\n      Handler: app.handler\n      Runtime: python3.13\n      \
             MemorySize: 512\n      Timeout: 10\n      Layers: [!Ref Layer]\n"
        )?;
        file(&format!("team{team:02}/template.yaml"), &template)?;
    }
    fs_err::write(done, "")?;
    Ok(root.to_owned())
}
