#[test]
fn pass() {
    assert_eq!(sample::add(1, 1), 2);
}

#[test]
#[should_panic]
fn panics() {
    panic!("as it should");
}

#[test]
fn zz_exit() {
    std::process::exit(0);
}
