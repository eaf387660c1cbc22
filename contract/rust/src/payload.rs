//! The message of the echo workload, and what its answers are held against.

use crate::Kind;

const HEADER_BYTES: usize = 16;
const WHOLE_EVERY: u64 = 256;

pub struct Payload {
    pub bytes: Vec<u8>,
    pub kind: Kind,
}

impl Payload {
    pub fn new(size: usize, kind: Kind, seed: u64) -> Self {
        let mut x = seed.max(1);
        let mut bytes = vec![0; size];
        for byte in bytes.iter_mut().skip(HEADER_BYTES) {
            x ^= x >> 12;
            x ^= x << 25;
            x ^= x >> 27;
            let top = (x.wrapping_mul(2685821657736338717) >> 56) as u8;
            *byte = if kind == Kind::Text { b'a' + top % 26 } else { top };
        }
        Self { bytes, kind }
    }

    /// Writes the header of this message.
    pub fn number(&mut self, connection: u64, message: u64) {
        let headed = HEADER_BYTES.min(self.bytes.len());
        self.bytes[..headed].copy_from_slice(&header(self.kind, connection, message)[..headed]);
    }

    /// Holds an answer against the message that number() wrote last: type, length and header; all of it for
    /// message 0, every 256th and where `whole`.
    pub fn verify(&self, answer: &[u8], kind: Kind, connection: u64, message: u64, whole: bool) -> Result<(), String> {
        let looked_at = if whole || message % WHOLE_EVERY == 0 { self.bytes.len() } else { HEADER_BYTES.min(self.bytes.len()) };
        if kind == self.kind && answer.len() == self.bytes.len() && answer[..looked_at] == self.bytes[..looked_at] {
            return Ok(());
        }
        Err(self.mismatch(answer, kind, connection, message))
    }

    #[cold]
    fn mismatch(&self, answer: &[u8], kind: Kind, connection: u64, message: u64) -> String {
        let place = format!("connection {connection}, message {message}");
        if kind != self.kind {
            return format!("{place}: expected a {:?} message, got a {kind:?} one", self.kind);
        }
        if answer.len() != self.bytes.len() {
            return format!("{place}: expected {} bytes, got {}", self.bytes.len(), answer.len());
        }
        match self.bytes.iter().zip(answer).enumerate().find(|(_, (expected, got))| expected != got) {
            Some((at, (expected, got))) => format!("{place}: at offset {at} expected {expected:#04x}, got {got:#04x}"),
            None => format!("{place}: nothing differs"),
        }
    }
}

fn header(kind: Kind, connection: u64, message: u64) -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    if kind == Kind::Binary {
        header[..8].copy_from_slice(&connection.to_le_bytes());
        header[8..].copy_from_slice(&message.to_le_bytes());
    } else {
        let hex = |to: &mut [u8], mut value: u64| {
            for digit in to.iter_mut().rev() {
                *digit = b"0123456789abcdef"[(value & 15) as usize];
                value >>= 4;
            }
        };
        hex(&mut header[..4], connection);
        hex(&mut header[4..], message);
    }
    header
}
