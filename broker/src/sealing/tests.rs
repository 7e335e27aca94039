use super::*;

fn vault(keys: &[&Key]) -> Vault {
    let keys = Keys {
        key: keys.first().map(|key| (*key).clone()),
        old: keys.iter().skip(1).map(|key| (*key).clone()).collect(),
        file: None,
    };
    Vault::new(&keys, None).expect("names no file")
}

fn place(row: &str) -> Place {
    Place::new("webhooks", row, "password")
}

#[test]
fn what_was_sealed_opens_at_its_place_and_nowhere_else() {
    let vault = vault(&[&Key::random()]);
    for plain in ["", "p4ss", "päss\n💥", &"long".repeat(10_000)] {
        let sealed = vault.seal(&place("a"), plain).expect("has a key");
        assert_eq!(vault.open(&place("a"), &sealed).as_deref(), Ok(plain));
        assert!(plain.is_empty() || !sealed.contains(plain));
        for other in [
            place("b"),
            Place::new("webhooks", "a", "headers.authorization"),
            Place::new("secrets", "a", "password"),
        ] {
            assert_eq!(vault.open(&other, &sealed), Err(SealError::Damaged), "{other:?}");
        }
    }
}

#[test]
fn the_same_text_is_never_sealed_alike() {
    let vault = vault(&[&Key::random()]);
    let [one, other] = [(), ()].map(|()| vault.seal(&place("a"), "same").expect("has a key"));
    assert_ne!(one, other);
}

#[test]
fn another_key_does_not_open_and_is_named() {
    let (one, other) = (Key::random(), Key::random());
    let sealed = vault(&[&one]).seal(&place("a"), "p4ss").expect("has a key");
    assert_eq!(
        vault(&[&other]).open(&place("a"), &sealed),
        Err(SealError::UnknownKey(one.id()))
    );
    // Under the name of another key, too.
    let forged = sealed.replace(&one.id(), &other.id());
    assert_eq!(vault(&[&other]).open(&place("a"), &forged), Err(SealError::Damaged));
    assert_eq!(
        vault(&[]).open(&place("a"), &sealed),
        Err(SealError::UnknownKey(one.id()))
    );
    assert_eq!(vault(&[]).seal(&place("a"), "x"), Err(SealError::NoKey));
}

#[test]
fn an_old_key_opens_and_a_new_one_seals() {
    let (old, new) = (Key::random(), Key::random());
    let before = vault(&[&old]).seal(&place("a"), "p4ss").expect("has a key");
    let both = vault(&[&new, &old]);
    assert_eq!(both.open(&place("a"), &before).as_deref(), Ok("p4ss"));
    let after = both.seal(&place("a"), "p4ss").expect("has a key");
    assert_eq!(key_of(&after), Some(new.id().as_str()));
    assert!(both.is_up_to_date(&after) && !both.is_up_to_date(&before));
}

#[test]
fn a_single_changed_letter_is_noticed() {
    let vault = vault(&[&Key::random()]);
    let sealed = vault.seal(&place("a"), "p4ss").expect("has a key");
    for at in 0..sealed.len() {
        let mut changed = sealed.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).expect("is ASCII");
        assert!(vault.open(&place("a"), &changed).is_err(), "{changed}");
    }
    for cut in 0..sealed.len() {
        assert!(vault.open(&place("a"), &sealed[..cut]).is_err(), "{cut}");
    }
}

#[test]
fn a_key_is_read_as_base64_or_hexadecimal_and_never_repeated() {
    let key = Key::random();
    assert_eq!(Key::parse(&format!(" {}\n", key.to_text())), Ok(key));
    assert_eq!(
        Key::parse(&"ab".repeat(32)).map(|key| key.to_text()),
        Ok("q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=".to_owned())
    );
    for unusable in ["", "too-short-to-be-a-key", &"ab".repeat(31), &"z".repeat(64)] {
        let reason = Key::parse(unusable).expect_err("is no key");
        assert!(unusable.is_empty() || !reason.contains(unusable), "{reason}");
    }
}

#[test]
fn a_vault_without_keys_makes_its_own_file_at_the_first_need() {
    let directory = tempfile::tempdir().expect("there is room");
    let path = directory.path().join("accord.db.key");
    let own = || Vault::new(&Keys::default(), Some(path.clone())).expect("there is no file yet");
    let (one, other) = (own(), own());
    assert!(!path.exists());
    let sealed = one.seal(&place("a"), "p4ss").expect("makes a key");
    assert_eq!(other.open(&place("a"), &sealed).as_deref(), Ok("p4ss"));
    assert_eq!(own().open(&place("a"), &sealed).as_deref(), Ok("p4ss"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = path.metadata().expect("is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    // Whoever sets a key of his own later can still open what was sealed before.
    let new = Key::random();
    let keys = Keys {
        key: Some(new.clone()),
        ..Keys::default()
    };
    let moved = Vault::new(&keys, Some(path)).expect("the file is whole");
    assert_eq!(moved.open(&place("a"), &sealed).as_deref(), Ok("p4ss"));
    let after = moved.seal(&place("a"), "p4ss").expect("has a key");
    assert_eq!(key_of(&after), Some(new.id().as_str()));
}

#[test]
fn a_file_that_is_named_must_have_a_key() {
    let directory = tempfile::tempdir().expect("there is room");
    let path = directory.path().join("keys");
    let keys = Keys {
        file: Some(path.clone()),
        ..Keys::default()
    };
    for content in [None, Some("# nothing yet\n"), Some("no key\n")] {
        if let Some(content) = content {
            std::fs::write(&path, content).expect("there is room");
        }
        let error = Vault::new(&keys, None).expect_err("is unusable").to_string();
        assert!(error.contains(&path.display().to_string()), "{error}");
    }
    let (new, old) = (Key::random(), Key::random());
    std::fs::write(&path, format!("# in use\n{}\n\n{}\n", new.to_text(), old.to_text())).expect("there is room");
    let sealed = vault(&[&old]).seal(&place("a"), "p4ss").expect("has a key");
    let vault = Vault::new(&keys, None).expect("is usable");
    assert_eq!(vault.open(&place("a"), &sealed).as_deref(), Ok("p4ss"));
    let sealed = vault.seal(&place("a"), "p4ss").expect("has a key");
    assert_eq!(key_of(&sealed), Some(new.id().as_str()));
}
