//! The operators of a content stream.

/// An operand.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    Number(f64),
    Name(String),
    Bytes(Vec<u8>),
    Array(Vec<Operand>),
    /// Its names and values in turn.
    Dict(Vec<Operand>),
}

/// An operator with what stands before it.
#[derive(Clone, Debug)]
pub(super) struct Operator {
    pub(super) name: String,
    pub(super) operands: Vec<Operand>,
}

impl Operator {
    pub(super) fn name_at(&self, index: usize) -> Option<&str> {
        match self.operands.get(index) {
            Some(Operand::Name(name)) => Some(name),
            _ => None,
        }
    }

    /// The strings that it shows.
    pub(super) fn shown(&self) -> Vec<&[u8]> {
        self.operands
            .iter()
            .flat_map(|operand| match operand {
                Operand::Array(list) => list.iter().collect(),
                other => vec![other],
            })
            .filter_map(|operand| if let Operand::Bytes(bytes) = operand { Some(bytes.as_slice()) } else { None })
            .collect()
    }

    /// The entry of its dictionary.
    pub(super) fn entry(&self, key: &str) -> Option<&Operand> {
        let Some(Operand::Dict(entries)) = self.operands.last() else { return None };
        entries.chunks(2).find(|pair| pair[0] == Operand::Name(key.to_owned())).and_then(|pair| pair.get(1))
    }
}

/// Reads a content stream.
pub(super) fn operators(bytes: &[u8]) -> Vec<Operator> {
    let mut reader = Reader { bytes, at: 0 };
    let (mut out, mut operands) = (Vec::new(), Vec::new());
    while let Some(token) = reader.token() {
        match token {
            Token::Operand(operand) => operands.push(operand),
            Token::Word(name) => out.push(Operator { name, operands: std::mem::take(&mut operands) }),
            Token::End => {}
        }
    }
    out
}

enum Token {
    Operand(Operand),
    Word(String),
    End,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn word(&mut self) -> String {
        let start = self.at;
        while self.peek().is_some_and(|byte| !byte.is_ascii_whitespace() && !b"()<>[]{}/%\0".contains(&byte)) {
            self.at += 1;
        }
        String::from_utf8_lossy(&self.bytes[start..self.at]).into_owned()
    }

    fn list(&mut self) -> Vec<Operand> {
        let mut list = Vec::new();
        while let Some(token) = self.token() {
            match token {
                Token::Operand(operand) => list.push(operand),
                Token::Word(word) => list.push(Operand::Name(word)),
                Token::End => break,
            }
        }
        list
    }

    fn token(&mut self) -> Option<Token> {
        loop {
            match self.peek()? {
                b'%' => {
                    while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                        self.at += 1;
                    }
                }
                byte if byte.is_ascii_whitespace() || byte == 0 => self.at += 1,
                _ => break,
            }
        }
        let operand = match self.peek()? {
            b'/' => {
                self.at += 1;
                Operand::Name(format!("/{}", self.word()))
            }
            b'(' => Operand::Bytes(self.literal()),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                self.at += 2;
                Operand::Dict(self.list())
            }
            b'<' => {
                let end = self.bytes[self.at..]
                    .iter()
                    .position(|byte| *byte == b'>')
                    .map_or(self.bytes.len(), |n| self.at + n);
                let digits: Vec<u8> =
                    self.bytes[self.at + 1..end].iter().copied().filter(u8::is_ascii_hexdigit).collect();
                self.at = end + 1;
                let digit =
                    |byte: &u8| u8::try_from(char::from(*byte).to_digit(16).unwrap_or_default()).unwrap_or_default();
                Operand::Bytes(
                    digits.chunks(2).map(|pair| digit(&pair[0]) * 16 + pair.get(1).map_or(0, digit)).collect(),
                )
            }
            b'[' => {
                self.at += 1;
                Operand::Array(self.list())
            }
            b']' => {
                self.at += 1;
                return Some(Token::End);
            }
            b'>' => {
                self.at += 2;
                return Some(Token::End);
            }
            b'{' | b'}' | b')' => {
                self.at += 1;
                return Some(Token::Word("?".to_owned()));
            }
            _ => {
                let word = self.word();
                match word.parse::<f64>() {
                    Ok(number) => Operand::Number(number),
                    Err(_) => return Some(Token::Word(word)),
                }
            }
        };
        Some(Token::Operand(operand))
    }

    fn literal(&mut self) -> Vec<u8> {
        let (mut depth, mut out) = (0, Vec::new());
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => {
                    depth += 1;
                    if depth > 1 {
                        out.push(byte);
                    }
                }
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                    out.push(byte);
                }
                b'\\' => {
                    let escaped = self.peek().unwrap_or_default();
                    self.at += 1;
                    match escaped {
                        b'n' => out.push(b'\n'),
                        b'r' => out.push(b'\r'),
                        b't' => out.push(b'\t'),
                        b'b' => out.push(8),
                        b'f' => out.push(12),
                        b'0'..=b'7' => {
                            let mut code = u32::from(escaped - b'0');
                            for _ in 0..2 {
                                let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                                code = code * 8 + u32::from(digit - b'0');
                                self.at += 1;
                            }
                            out.push(u8::try_from(code & 0xFF).unwrap_or_default());
                        }
                        b'\n' => {}
                        other => out.push(other),
                    }
                }
                other => out.push(other),
            }
        }
        out
    }
}
