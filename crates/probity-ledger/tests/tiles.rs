//! Paths and layout of tiles.

use probity_ledger::{TileError, TilePath, decode_bundle, encode_bundle, tiles_of};
use proptest::prelude::*;

#[test]
fn paths_are_those_of_the_specification() {
    let hashes = |level, index, width| TilePath::Hashes { level, index, width }.to_string();
    assert_eq!(hashes(0, 0, 256), "tile/0/000");
    assert_eq!(hashes(0, 1_234_067, 256), "tile/0/x001/x234/067");
    assert_eq!(hashes(1, 255, 8), "tile/1/255.p/8");
    assert_eq!(TilePath::Entries { index: 1000, width: 1 }.to_string(), "tile/entries/x001/000.p/1");
}

#[test]
fn a_ledger_of_70000_entries_has_the_tiles_of_the_specification() {
    let tiles: Vec<String> = tiles_of(70_000).map(|tile| tile.to_string()).collect();
    assert_eq!(tiles.len(), 274 + 274 + 2 + 1);
    for path in [
        "tile/entries/273.p/112",
        "tile/0/272",
        "tile/0/273.p/112",
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ] {
        assert!(tiles.iter().any(|tile| tile == path), "{path}");
    }
    assert_eq!(tiles_of(0).count(), 0);
}

#[test]
fn only_the_one_path_of_a_tile_is_read() {
    for path in [
        "tile/0/0",
        "tile/0/000.p/256",
        "tile/0/000.p/0",
        "tile/0/000.p/08",
        "tile/00/000",
        "tile/8/000",
        "tile/0/1000",
        "tile/0/001/000",
        "tile/0/x000/001",
        "tile/other/000",
        "/tile/0/000",
        "tile/0/x001",
        "tile/0/../000",
        "",
    ] {
        assert_eq!(path.parse::<TilePath>(), Err(TileError::Path(path.to_owned())));
    }
}

#[test]
fn bundles_are_length_prefixed() {
    let bundle = encode_bundle([b"ab".as_slice(), b"", &[7; 300]]).unwrap();
    assert_eq!(bundle[..6], [0, 2, b'a', b'b', 0, 0]);
    assert_eq!(decode_bundle(&bundle).unwrap(), [b"ab".as_slice(), b"", &[7; 300]]);
    assert_eq!(decode_bundle(&bundle[..bundle.len() - 1]), Err(TileError::Truncated));
    assert_eq!(decode_bundle(&[0]), Err(TileError::Truncated));
    assert_eq!(encode_bundle([[0; 65_536].as_slice()]), Err(TileError::EntryTooLarge(65_536)));
}

proptest! {
    #[test]
    fn any_path_round_trips(level in 0_u8..8, index in any::<u64>(), width in 1_u16..=256, entries in any::<bool>()) {
        let path =
            if entries { TilePath::Entries { index, width } } else { TilePath::Hashes { level, index, width } };
        prop_assert_eq!(path.to_string().parse(), Ok(path));
    }

    #[test]
    fn any_text_is_read_without_panic(text in "(tile/)?[0-9a-z]{0,7}/?[x0-9/.p]{0,30}\\PC?") {
        if let Ok(path) = text.parse::<TilePath>() {
            prop_assert_eq!(path.to_string(), text);
        }
    }

    #[test]
    fn any_bundle_is_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(entries) = decode_bundle(&bytes) {
            prop_assert_eq!(encode_bundle(entries).unwrap(), bytes);
        }
    }
}
