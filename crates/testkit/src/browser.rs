//! A real browser for tests of pages: Chromium, driven over a pipe with its own `DevTools` protocol.
//!
//! Input is real too: clicks and keys go through the browser, not to listeners. The browser can reach
//! no network.

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, bail, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Variable with Chromium's program.
pub const CHROMIUM: &str = "WARMFRONT_TEST_CHROMIUM";

/// Names that it is installed under.
const PROGRAMS: &[&str] = &["chromium", "chromium-browser", "google-chrome", "chrome"];

/// A headless browser without sandbox, which root could not have, and without a word to anybody.
const FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-breakpad",
    "--no-first-run",
    "--no-default-browser-check",
    "--host-resolver-rules=MAP * ~NOTFOUND",
];

/// Returns Chromium's program, if there is one on this machine.
#[must_use]
pub fn chromium() -> Option<PathBuf> {
    if let Some(told) = env::var_os(CHROMIUM) {
        return Some(told.into());
    }
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let mut programs = PROGRAMS
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    programs.find(|program| program.is_file())
}

/// What a page is looked at through.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Whether the system is set to dark colours.
    pub dark: bool,
}

/// A browser with one page.
#[derive(Debug)]
pub struct Browser {
    child: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    n_sent: u64,
    session: Option<String>,
    problems: Vec<String>,
    // Holds the browser's own files.
    _folder: TempDir,
}

impl Browser {
    /// Starts the browser and opens a file.
    pub fn open(program: &Path, file: &Path, screen: Screen) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        // The protocol's descriptors are 3 and 4, which only a shell can name.
        let mut child = Command::new("sh")
            .args(["-c", r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null"#])
            .arg(program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", folder.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("could not start `{}`", program.display()))?;
        let commands = child.stdin.take().context("the pipe was asked for")?;
        let answers = child.stdout.take().context("the pipe was asked for")?;
        let mut browser = Self {
            child,
            commands,
            answers: BufReader::new(answers),
            n_sent: 0,
            session: None,
            problems: Vec::new(),
            _folder: folder,
        };
        browser.attach(screen)?;
        browser.go(file)?;
        Ok(browser)
    }

    fn attach(&mut self, screen: Screen) -> anyhow::Result<()> {
        let target = self.send("Target.createTarget", &json!({"url": "about:blank"}))?;
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let session = self.send("Target.attachToTarget", &attach)?;
        self.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log"] {
            self.send(&format!("{domain}.enable"), &json!({}))?;
        }
        let metrics = json!({"width": screen.width, "height": screen.height,
            "deviceScaleFactor": 1, "mobile": false});
        self.send("Emulation.setDeviceMetricsOverride", &metrics)?;
        let scheme = if screen.dark { "dark" } else { "light" };
        let media = json!({"features": [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]});
        self.send("Emulation.setEmulatedMedia", &media)?;
        Ok(())
    }

    fn go(&mut self, file: &Path) -> anyhow::Result<()> {
        let url = format!("file://{}", fs_err::canonicalize(file)?.display());
        let answer = self.send("Page.navigate", &json!({"url": url}))?;
        if let Some(error) = answer["errorText"].as_str() {
            bail!("could not open `{url}`: {error}");
        }
        self.wait_for("location.protocol === 'file:' && document.readyState === 'complete'")
    }

    /// Evaluates an expression in the page; a promise is waited for.
    pub fn evaluate(&mut self, expression: &str) -> anyhow::Result<Value> {
        let ask = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let answer = self.send("Runtime.evaluate", &ask)?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            bail!(
                "`{expression}` failed: {}",
                thrown["exception"]["description"]
            );
        }
        Ok(answer["result"]["value"].clone())
    }

    /// Evaluates an expression that gives a text.
    pub fn text(&mut self, expression: &str) -> anyhow::Result<String> {
        let value = self.evaluate(expression)?;
        let text = value.as_str();
        Ok(text
            .with_context(|| format!("`{expression}` is no text but {value}"))?
            .to_owned())
    }

    /// Waits until an expression is true, at most 20 seconds of the page's clock.
    pub fn wait_for(&mut self, expression: &str) -> anyhow::Result<()> {
        let script = format!(
            "new Promise((resolve) => {{
                const end = performance.now() + 20000;
                const look = () => {{
                    let is = false;
                    try {{ is = Boolean({expression}); }} catch {{}}
                    if (is || performance.now() > end) resolve(is);
                    else setTimeout(look, 10);
                }};
                look();
            }})"
        );
        let came_true = self.evaluate(&script)? == Value::Bool(true);
        ensure!(
            came_true,
            "`{expression}` did not come true; the page told {:?}",
            self.problems
        );
        Ok(())
    }

    /// Clicks the middle of the first element that a selector finds.
    pub fn click_on(&mut self, selector: &str) -> anyhow::Result<()> {
        self.click_within(selector, 0.5, 0.5)
    }

    /// Clicks into an element, at shares of its width and height.
    pub fn click_within(&mut self, selector: &str, x: f64, y: f64) -> anyhow::Result<()> {
        let selector = Value::from(selector);
        let place = self.evaluate(&format!(
            "(() => {{
                const node = document.querySelector({selector});
                if (!node) return null;
                node.scrollIntoView({{ block: 'center', behavior: 'instant' }});
                const box = node.getBoundingClientRect();
                return [box.left + box.width * {x}, box.top + box.height * {y}];
            }})()"
        ))?;
        let (Some(x), Some(y)) = (place[0].as_f64(), place[1].as_f64()) else {
            bail!("nothing is {selector}");
        };
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let event = json!({"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1});
            self.send("Input.dispatchMouseEvent", &event)?;
        }
        Ok(())
    }

    /// Types text where the focus is.
    pub fn type_text(&mut self, text: &str) -> anyhow::Result<()> {
        self.send("Input.insertText", &json!({"text": text}))?;
        Ok(())
    }

    /// Presses a key, by its name in the DOM, such as `Escape`.
    pub fn press(&mut self, key: &str) -> anyhow::Result<()> {
        let is_character = key.chars().count() == 1;
        let text = if is_character { key } else { "" };
        let down = json!({"type": "keyDown", "key": key, "text": text});
        self.send("Input.dispatchKeyEvent", &down)?;
        self.send(
            "Input.dispatchKeyEvent",
            &json!({"type": "keyUp", "key": key}),
        )?;
        Ok(())
    }

    /// Returns what went wrong in the page so far: exceptions, errors on the console, what the
    /// page's policy refused.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// Sends a command and returns its answer; what happens meanwhile is looked through.
    fn send(&mut self, method: &str, params: &Value) -> anyhow::Result<Value> {
        self.n_sent += 1;
        let mut command = json!({"id": self.n_sent, "method": method, "params": params});
        if let Some(session) = &self.session {
            command["sessionId"] = session.as_str().into();
        }
        let mut bytes = command.to_string().into_bytes();
        bytes.push(0);
        self.commands.write_all(&bytes)?;
        loop {
            let mut message = Vec::new();
            self.answers.read_until(0, &mut message)?;
            ensure!(message.pop() == Some(0), "the browser ended at `{method}`");
            let mut message: Value = serde_json::from_slice(&message)?;
            if message["id"].as_u64() == Some(self.n_sent) {
                ensure!(
                    message.get("error").is_none(),
                    "`{method}` failed: {}",
                    message["error"]
                );
                return Ok(message["result"].take());
            }
            self.problems.extend(problem(&message));
        }
    }
}

/// Returns what an event of the protocol tells of something that went wrong.
fn problem(event: &Value) -> Option<String> {
    let params = &event["params"];
    let told = match event["method"].as_str()? {
        "Runtime.exceptionThrown" => &params["exceptionDetails"],
        "Runtime.consoleAPICalled" if params["type"] == "error" => &params["args"],
        "Log.entryAdded" if params["entry"]["level"] == "error" => &params["entry"],
        _ => return None,
    };
    Some(told.to_string())
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.session = None;
        let asked = self.send("Browser.close", &json!({}));
        if asked.is_err() {
            // It has ended already, or does not listen.
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}
