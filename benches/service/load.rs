//! A bounded load generator: so many connections, each with one request under way.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Connections, each kept alive and with one request under way.
pub const CONNECTIONS: usize = 16;

/// A keep-alive connection that speaks as much HTTP/1.1 as the answers need.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
}

/// What came back.
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Bytes of the body.
    pub length: u64,
}

impl Client {
    /// Connects.
    pub fn connect(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Client { stream, buffer: vec![0; 256 * 1024], filled: 0 })
    }

    /// Sends a request and reads the whole answer.
    pub fn send(&mut self, request: &[u8]) -> io::Result<Reply> {
        self.stream.write_all(request)?;
        let end = loop {
            if let Some(end) = find(&self.buffer[..self.filled], b"\r\n\r\n") {
                break end + 4;
            }
            self.fill()?;
        };
        let head = std::str::from_utf8(&self.buffer[..end]).map_err(io::Error::other)?;
        let status = head.get(9..12).and_then(|text| text.parse().ok()).ok_or_else(|| io::Error::other("no status"))?;
        let mut length = None;
        for line in head.lines().skip(1) {
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse::<usize>().ok();
            }
        }
        self.discard(end);
        match length {
            Some(length) => {
                self.skip(length)?;
                Ok(Reply { status, length: length as u64 })
            }
            None => Ok(Reply { status, length: self.chunks()? }),
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.filled == self.buffer.len() {
            return Err(io::Error::other("a head or a chunk size without end"));
        }
        match self.stream.read(&mut self.buffer[self.filled..])? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            n => {
                self.filled += n;
                Ok(())
            }
        }
    }

    fn discard(&mut self, n: usize) {
        self.buffer.copy_within(n..self.filled, 0);
        self.filled -= n;
    }

    fn skip(&mut self, mut n: usize) -> io::Result<()> {
        loop {
            if n <= self.filled {
                self.discard(n);
                return Ok(());
            }
            n -= self.filled;
            self.filled = 0;
            self.fill()?;
        }
    }

    fn chunks(&mut self) -> io::Result<u64> {
        let mut all = 0;
        loop {
            let end = loop {
                if let Some(end) = find(&self.buffer[..self.filled], b"\r\n") {
                    break end;
                }
                self.fill()?;
            };
            let size = std::str::from_utf8(&self.buffer[..end]).ok().and_then(|text| usize::from_str_radix(text.trim(), 16).ok());
            let size = size.ok_or_else(|| io::Error::other("no chunk size"))?;
            self.discard(end + 2);
            self.skip(size + 2)?;
            if size == 0 {
                return Ok(all);
            }
            all += size as u64;
        }
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

/// What one slice of load measured.
#[derive(Debug, Clone, Default)]
pub struct Slice {
    /// Answers a second.
    pub rate: f64,
    /// Half of the answers took at most this many microseconds.
    pub p50: f64,
    /// Ninety-nine in a hundred took at most this many.
    pub p99: f64,
    /// Processor microseconds of the service, per answer.
    pub service: f64,
    /// Processor microseconds of the database's own processes, per answer.
    pub database: f64,
}

/// Loads an address for `warm`, then measures for `time`. `request(connection, n)` makes the
/// request; `cpu` reads the clocks of service and database.
pub fn run(
    address: &str,
    want: u16,
    warm: Duration,
    time: Duration,
    request: impl Fn(usize, u64) -> Vec<u8> + Sync,
    cpu: impl Fn() -> [Duration; 2],
) -> Result<Slice, String> {
    let (measuring, stop) = (AtomicBool::new(false), AtomicBool::new(false));
    let done = AtomicU64::new(0);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..CONNECTIONS)
            .map(|connection| {
                let (measuring, stop, done, request) = (&measuring, &stop, &done, &request);
                scope.spawn(move || -> Result<Vec<u32>, String> {
                    let mut client = Client::connect(address).map_err(|e| e.to_string())?;
                    let mut took = Vec::with_capacity(100_000);
                    for n in 0.. {
                        if stop.load(Ordering::Relaxed) {
                            break;
                        }
                        let request = request(connection, n);
                        let begun = Instant::now();
                        let reply = client.send(&request).map_err(|e| e.to_string())?;
                        if reply.status != want {
                            return Err(format!("status {} for {}", reply.status, String::from_utf8_lossy(&request)));
                        }
                        if measuring.load(Ordering::Relaxed) {
                            took.push(begun.elapsed().as_micros() as u32);
                            done.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                    Ok(took)
                })
            })
            .collect();
        std::thread::sleep(warm);
        let before = cpu();
        let begun = Instant::now();
        measuring.store(true, Ordering::Relaxed);
        std::thread::sleep(time);
        let answers = done.load(Ordering::Relaxed) as f64;
        let elapsed = begun.elapsed();
        let after = cpu();
        stop.store(true, Ordering::Relaxed);
        let mut took = Vec::new();
        for worker in workers {
            took.extend(worker.join().map_err(|_| "a connection panicked".to_owned())??);
        }
        took.sort_unstable();
        let at = |share: f64| took.get((took.len() as f64 * share) as usize).copied().unwrap_or_default().into();
        let each = |n: usize| (after[n] - before[n]).as_secs_f64() * 1e6 / answers.max(1.0);
        Ok(Slice { rate: answers / elapsed.as_secs_f64(), p50: at(0.5), p99: at(0.99), service: each(0), database: each(1) })
    })
}

/// The slice with the median of every figure.
pub fn median(slices: &[Slice]) -> Slice {
    let of = |figure: fn(&Slice) -> f64| middle(slices.iter().map(figure).collect());
    Slice { rate: of(|s| s.rate), p50: of(|s| s.p50), p99: of(|s| s.p99), service: of(|s| s.service), database: of(|s| s.database) }
}

/// The median.
pub fn middle(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}
