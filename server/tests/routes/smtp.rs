//! A mail server that does as it is told, and remembers what it was given.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What becomes of a message; taken where nothing is said.
#[derive(Debug, Clone, Copy)]
pub enum Fate {
    /// The first recipient is answered with this.
    Recipient(&'static str),
    /// The message is answered with this, once it is here.
    Message(&'static str),
    /// It is taken, but the line is cut before that is said.
    TakenUnheard,
}

/// A message that was taken.
#[derive(Debug, Clone)]
pub struct Heard {
    pub recipients: Vec<String>,
    pub text: String,
}

impl Heard {
    /// The value of a header.
    pub fn header(&self, name: &str) -> String {
        let head = self.text.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
        let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("no {name} in\n{}", self.text)).to_owned()
    }
}

#[derive(Default)]
struct Memory {
    fates: VecDeque<Fate>,
    heard: Vec<Heard>,
    signed_in: Vec<String>,
}

pub struct Smtp {
    pub port: u16,
    memory: Arc<Mutex<Memory>>,
}

impl Smtp {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (port, memory) = (listener.local_addr().unwrap().port(), Arc::<Mutex<Memory>>::default());
        let shared = memory.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, shared.clone()));
            }
        });
        Self { port, memory }
    }

    /// What becomes of the next messages.
    pub fn fates(&self, fates: &[Fate]) {
        self.memory.lock().unwrap().fates.extend(fates);
    }

    /// Everything that was taken.
    pub fn heard(&self) -> Vec<Heard> {
        self.memory.lock().unwrap().heard.clone()
    }

    /// What people signed in with, as it came.
    pub fn signed_in(&self) -> Vec<String> {
        self.memory.lock().unwrap().signed_in.clone()
    }
}

async fn serve(stream: TcpStream, memory: Arc<Mutex<Memory>>) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read);
    let (mut fate, mut recipients) = (None, Vec::new());
    write.write_all(b"220 test\r\n").await.ok()?;
    loop {
        let line = line(&mut lines).await?;
        let answer = match line.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => "250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN",
            "AUTH" => {
                memory.lock().unwrap().signed_in.push(line.clone());
                "235 welcome"
            }
            "MAIL" => {
                (fate, recipients) = (memory.lock().unwrap().fates.pop_front(), Vec::new());
                "250 ok"
            }
            "RCPT" => {
                if let Some(Fate::Recipient(answer)) = fate {
                    answer
                } else {
                    recipients.push(line.trim_start_matches("RCPT TO:<").split('>').next()?.to_owned());
                    "250 ok"
                }
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.ok()?;
                let heard = Heard { recipients: recipients.clone(), text: text(&mut lines).await? };
                match fate {
                    Some(Fate::Message(answer)) => answer,
                    unheard => {
                        memory.lock().unwrap().heard.push(heard);
                        if unheard.is_some() {
                            return None;
                        }
                        "250 taken"
                    }
                }
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
    }
}

async fn line(lines: &mut (impl AsyncBufReadExt + Unpin)) -> Option<String> {
    let mut line = String::new();
    let read = lines.read_line(&mut line).await.ok()?;
    (read > 0).then(|| line.trim_end().to_owned())
}

/// Up to the line with a dot alone.
async fn text(lines: &mut (impl AsyncBufReadExt + Unpin)) -> Option<String> {
    let mut text = String::new();
    loop {
        let line = line(lines).await?;
        if line == "." {
            return Some(text);
        }
        text += line.strip_prefix('.').unwrap_or(&line);
        text += "\r\n";
    }
}
