//! Lines of the function's log: its own, and the platform's in either form.

use std::borrow::Cow;

use warmfront_model::event::{Event, Record};
use warmfront_model::function::{Function, LogFormat};

use super::{json, text};

/// Makes log lines of events.
#[derive(Debug, Clone)]
pub(crate) struct LogLines {
    /// Form of the platform's lines.
    pub(crate) format: LogFormat,
    /// Region in the ARNs.
    pub(crate) region: String,
    /// ARN of the function.
    pub(crate) function_arn: String,
}

impl LogLines {
    /// Makes log lines of a function in a region and an account.
    pub(crate) fn of_function(function: &Function, region: &str, account: &str) -> Self {
        let name = &function.name;
        Self {
            format: function.log_format,
            region: region.to_owned(),
            function_arn: format!("arn:aws:lambda:{region}:{account}:function:{name}"),
        }
    }

    /// Returns what an event puts into the log, without the last line end, if it puts anything.
    pub(crate) fn of<'e>(&self, event: &'e Event) -> Option<Cow<'e, [u8]>> {
        match &event.record {
            Record::Function { line } => Some(Cow::Borrowed(line)),
            Record::Platform { message } => Some(Cow::Borrowed(message.as_bytes())),
            record => {
                let line = match self.format {
                    LogFormat::Text => text::log::line(record, self),
                    LogFormat::Json => json::log::line(event, self),
                };
                line.map(|line| Cow::Owned(line.into_bytes()))
            }
        }
    }

    /// Returns the ARN of the runtime. On Lambda its last part is a digest of AWS's own build,
    /// which this machine does not run.
    pub(crate) fn runtime_arn(&self) -> String {
        format!("arn:aws:lambda:{}::runtime:local", self.region)
    }
}

#[cfg(test)]
pub(crate) mod samples;
