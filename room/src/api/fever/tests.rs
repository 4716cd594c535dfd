use super::key;

#[test]
fn a_key_is_the_md5_of_name_and_password() {
    // As `printf ann:secret | md5sum` says.
    assert_eq!(key("ann", "secret"), "5bdf88162a706752a8ca6fe5eab3a60f");
}
