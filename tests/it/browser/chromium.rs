//! A real Chromium without a screen, told what to do over its debugging pipe (the DevTools protocol): no driver program,
//! no port and no further crate. The tests of the live page and its benchmark stand on it.

use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long the browser may take for anything before that is a failure.
const PATIENCE: Duration = Duration::from_secs(30);

/// A browser with a profile of its own; ended when dropped.
pub struct Chromium {
    child: Child,
    pipe: RefCell<Pipe>,
    // Removed when the browser has ended, so it stands last.
    _profile: tempfile::TempDir,
}

/// The two ends of the pipe: messages are JSON, each ended by a NUL.
struct Pipe {
    to: Option<ChildStdin>,
    from: Receiver<Value>,
    number: u64,
    /// What came unasked, until somebody wants it.
    events: VecDeque<Value>,
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // It ends by itself when nobody is at the pipe; a kill would leave its helpers behind.
        self.pipe.borrow_mut().to = None;
        let start = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) {
            if start.elapsed() > Duration::from_secs(5) {
                let _ = self.child.kill();
                let _ = self.child.wait();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Chromium {
    /// Starts the browser; none when it is not installed.
    pub fn start() -> Option<Self> {
        Command::new("chromium").arg("--version").output().ok()?;
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let mut command = Command::new("sh");
        // The pipe is file 3 and 4 of the browser; the shell is the plainest way to say so.
        command.args(["-c", "exec chromium \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", "sh"]);
        command.args(["--headless=new", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--lang=ja"]);
        command.args(["--disable-background-networking", "--disable-component-update", "--disable-sync"]);
        command.args(["--disable-dev-shm-usage", "--disable-extensions", "--mute-audio", "--password-store=basic"]);
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        if is_root() {
            // Chromium refuses to start as root otherwise; only our own page is ever opened.
            command.arg("--no-sandbox");
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        let (to, mut out) = (child.stdin.take(), BufReader::new(child.stdout.take()?));
        let (sender, from) = channel();
        std::thread::spawn(move || {
            loop {
                let mut message = Vec::new();
                let read = out.read_until(0, &mut message);
                message.pop();
                let Ok(message) = serde_json::from_slice(&message) else { return };
                if read.is_err() || sender.send(message).is_err() {
                    return;
                }
            }
        });
        let pipe = RefCell::new(Pipe { to, from, number: 0, events: VecDeque::new() });
        Some(Self { child, pipe, _profile: profile })
    }

    /// Opens a window of a size, with a script that runs before those of any page. Empty scripts are allowed.
    pub fn window(&self, width: u32, height: u32, script: &str) -> Window<'_> {
        let target = json!({ "url": "about:blank", "newWindow": true, "width": width, "height": height });
        let target = self.call(None, "Target.createTarget", &target)["targetId"].clone();
        let attach = json!({ "targetId": target, "flatten": true });
        let session = self.call(None, "Target.attachToTarget", &attach)["sessionId"].clone();
        let window = Window { chromium: self, session: session.as_str().expect("a session").to_owned() };
        window.call("Page.enable", &json!({}));
        window.call("Runtime.enable", &json!({}));
        window.size(width, height);
        window.call("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": script }));
        window
    }

    /// Lets pages of an address do what the browser would ask its user about.
    pub fn permit(&self, origin: &str, permissions: &[&str]) {
        self.call(None, "Browser.grantPermissions", &json!({ "origin": origin, "permissions": permissions }));
    }

    fn call(&self, session: Option<&str>, method: &str, params: &Value) -> Value {
        let mut pipe = self.pipe.borrow_mut();
        pipe.number += 1;
        let number = pipe.number;
        let mut message = json!({ "id": number, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        let to = pipe.to.as_mut().expect("the pipe is open");
        to.write_all(format!("{message}\0").as_bytes()).expect("the browser listens");
        loop {
            let answer = pipe.from.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no answer to {method}"));
            if answer["id"] == number {
                // Asked of a page that was just left for another one: it says nothing.
                if answer["error"]["message"].as_str().is_some_and(|why| why.contains("navigated")) {
                    return Value::Null;
                }
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
            if answer["method"].is_string() {
                pipe.events.push_back(answer);
            }
        }
    }
}

/// Whether this process is root's, without asking the C library.
fn is_root() -> bool {
    #[cfg(unix)]
    return std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    #[cfg(not(unix))]
    return false;
}

/// A window of the browser.
pub struct Window<'a> {
    chromium: &'a Chromium,
    session: String,
}

impl Window<'_> {
    /// Sends a command of the DevTools protocol and gives its result.
    pub fn call(&self, method: &str, params: &Value) -> Value {
        self.chromium.call(Some(&self.session), method, params)
    }

    /// Goes to an address.
    pub fn open(&self, address: &str) {
        let done = self.call("Page.navigate", &json!({ "url": address }));
        assert!(done["errorText"].is_null(), "{address}: {done}");
    }

    /// Makes the window as large as this, in CSS pixels.
    pub fn size(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", &size);
    }

    /// The value of a JavaScript expression; a promise is waited for.
    #[track_caller]
    pub fn value(&self, expression: &str) -> Value {
        let params = json!({
            "expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true
        });
        let done = self.call("Runtime.evaluate", &params);
        assert!(done["exceptionDetails"].is_null(), "{expression}: {}", done["exceptionDetails"]);
        done["result"]["value"].clone()
    }

    /// Clicks at a place of the window.
    pub fn mouse(&self, x: f64, y: f64) {
        for (kind, buttons) in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let event = json!({ "type": kind, "x": x, "y": y, "button": button, "buttons": buttons, "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", &event);
        }
    }

    /// Presses a key and lets it go.
    pub fn key(&self, key: &str) {
        for kind in ["keyDown", "keyUp"] {
            self.call("Input.dispatchKeyEvent", &json!({ "type": kind, "key": key }));
        }
    }

    /// The events of this name that have come already.
    pub fn events(&self, name: &str) -> Vec<Value> {
        let pipe = self.chromium.pipe.borrow();
        let ours = |event: &&Value| event["method"] == name && event["sessionId"] == self.session.as_str();
        pipe.events.iter().filter(ours).map(|event| event["params"].clone()).collect()
    }

    /// The next event of this name, waited for.
    pub fn event(&self, name: &str) -> Value {
        let mut pipe = self.chromium.pipe.borrow_mut();
        let wanted = |event: &Value| event["method"] == name && event["sessionId"] == self.session.as_str();
        if let Some(at) = pipe.events.iter().position(wanted) {
            return pipe.events.remove(at).unwrap_or_default()["params"].take();
        }
        loop {
            let mut event = pipe.from.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("{name} never came"));
            if wanted(&event) {
                return event["params"].take();
            }
            pipe.events.push_back(event);
        }
    }
}
