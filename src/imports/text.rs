//! Bytes of whatever encoding, read as UTF-8.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

const CHUNK: usize = 64 * 1024;

/// A file's text: by its byte order mark, else UTF-16 where every other byte is zero, else UTF-8, else Windows-1252.
pub fn open(path: &Path) -> io::Result<Text<File>> {
    let encoding = encoding_of(path)?;
    Ok(Text::new(File::open(path)?, encoding))
}

fn encoding_of(path: &Path) -> io::Result<&'static Encoding> {
    let mut first = [0_u8; 4];
    let taken = File::open(path)?.read(&mut first)?;
    match first.get(..taken.min(2)) {
        Some([0, other]) if *other != 0 => return Ok(UTF_16BE),
        Some([other, 0]) if *other != 0 => return Ok(UTF_16LE),
        _ => {}
    }
    let mut text = Text::new(File::open(path)?, UTF_8);
    io::copy(&mut text, &mut io::sink())?;
    Ok(if text.had_errors { WINDOWS_1252 } else { UTF_8 })
}

pub struct Text<R> {
    from: R,
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    at: usize,
    ended: bool,
    had_errors: bool,
}

impl<R: Read> Text<R> {
    fn new(from: R, encoding: &'static Encoding) -> Text<R> {
        let decoder = encoding.new_decoder();
        Text { from, decoder, raw: vec![0; CHUNK], text: Vec::new(), at: 0, ended: false, had_errors: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        let taken = self.from.read(&mut self.raw)?;
        self.ended = taken == 0;
        // Three bytes of UTF-8 for one of any encoding, and what a mended sequence may need.
        self.text.resize(CHUNK * 3 + 16, 0);
        let raw = self.raw.get(..taken).unwrap_or_default();
        let (_, _, written, had_errors) = self.decoder.decode_to_utf8(raw, &mut self.text, self.ended);
        self.had_errors |= had_errors;
        self.text.truncate(written);
        self.at = 0;
        Ok(())
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() && !self.ended {
            self.fill()?;
        }
        let ready = self.text.get(self.at..).unwrap_or_default();
        let taken = ready.len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..taken), ready.get(..taken)) {
            to.copy_from_slice(from);
        }
        self.at += taken;
        Ok(taken)
    }
}
