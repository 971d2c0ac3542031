//! A sample.

/// Adds.
///
/// ```
/// assert_eq!(sample::add(1, 1), 2);
/// ```
pub fn add(a: i32, b: i32) -> i32 {
    a + b
}

#[cfg(test)]
mod tests {
    #[test]
    fn pass() {
        println!("test tests::fail ... ok");
    }

    #[test]
    fn pass_longer() {}

    #[test]
    fn fail() {
        assert_eq!(super::add(1, 1), 3);
    }

    #[test]
    #[ignore = "not today"]
    fn skip() {}
}
