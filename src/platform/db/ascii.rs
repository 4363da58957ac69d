//! Texts of a known length: identifiers, moments and days.

/// A text of known length, made without the formatting machinery, which takes several times as long.
pub struct Ascii<const N: usize>(pub [u8; N]);

impl<const N: usize> Ascii<N> {
    /// The text.
    pub fn as_str(&self) -> &str {
        // Only ever made of ASCII characters.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Writes a number into all the places there are, with leading zeros.
pub fn digits(places: &mut [u8], mut number: u32) {
    for place in places.iter_mut().rev() {
        *place = b'0' + (number % 10) as u8;
        number /= 10;
    }
}
