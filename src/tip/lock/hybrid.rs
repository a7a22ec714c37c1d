//! The post-quantum recipient of age, `mlkem768x25519` ([C2SP age](https://c2sp.org/age)), which the crate has not yet.
//!
//! It is HPKE ([RFC 9180](https://www.rfc-editor.org/rfc/rfc9180)) with the key encapsulation X-Wing, also called
//! MLKEM768-X25519 ([draft-connolly-cfrg-xwing-kem](https://datatracker.ietf.org/doc/draft-connolly-cfrg-xwing-kem/),
//! [draft-ietf-hpke-pq](https://datatracker.ietf.org/doc/draft-ietf-hpke-pq/)), HKDF-SHA256 and ChaCha20-Poly1305. The
//! mathematics is that of crates; here they are joined. The official vectors open, and typage reads what is written.

#[allow(clippy::disallowed_types, reason = "the crate's traits name it; labels are compared, never listed")]
use std::collections::HashSet;
use std::str::FromStr;

use age::{DecryptError, EncryptError};
use age_core::format::{FILE_KEY_BYTES, FileKey, Stanza};
use age_core::primitives::{bech32_decode, hpke_open, hpke_seal};
use age_core::secrecy::ExposeSecret as _;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use hpke::generic_array::GenericArray;
use hpke::generic_array::typenum::{Sum, U32, U96, U192, U1024};
use hpke::kem::SharedSecret;
use hpke::{Deserializable, HpkeError, Serializable};
use ml_kem::kem::{Decapsulate as _, Encapsulate as _};
use ml_kem::{Ciphertext, EncodedSizeUser as _, KemCore, MlKem768};
use rand_core::{CryptoRng, OsRng, RngCore};
use sha3::digest::{ExtendableOutput as _, Update as _, XofReader as _};
use sha3::{Digest as _, Sha3_256, Shake256};
use x25519_dalek::{PublicKey as Point, StaticSecret};
use zeroize::{Zeroize as _, Zeroizing};

const TAG: &str = "mlkem768x25519";
const INFO: &[u8] = b"age-encryption.org/mlkem768x25519";
/// Bytes of ML-KEM-768's public key and of its ciphertext; those of X25519 follow them, 32 each.
const PUBLIC: usize = 1_184;
const CIPHERTEXT: usize = 1_088;
/// What X-Wing mixes into its secret: a little picture, `\./` over `/^\`.
const LABEL: &[u8] = br"\.//^\";

type MlDecapsulation = <MlKem768 as KemCore>::DecapsulationKey;
type MlEncapsulation = <MlKem768 as KemCore>::EncapsulationKey;

/// X-Wing: [draft-connolly-cfrg-xwing-kem, section 5](https://datatracker.ietf.org/doc/draft-connolly-cfrg-xwing-kem/).
struct XWing;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Public([u8; 1_216]);

#[derive(Clone, PartialEq, Eq)]
struct Private(Zeroizing<[u8; 32]>);

#[derive(Clone)]
struct Encapsulated([u8; 1_120]);

macro_rules! as_bytes {
    ($name:ident, $size:ty, $length:literal, $wrap:expr) => {
        impl Serializable for $name {
            type OutputSize = $size;

            fn write_exact(&self, buffer: &mut [u8]) {
                buffer.copy_from_slice(self.0.as_slice());
            }
        }

        impl Deserializable for $name {
            fn from_bytes(bytes: &[u8]) -> Result<Self, HpkeError> {
                let bytes: [u8; $length] = bytes.try_into().map_err(|_| HpkeError::IncorrectInputLength($length, bytes.len()))?;
                Ok(Self($wrap(bytes)))
            }
        }
    };
}

as_bytes!(Public, Sum<U1024, U192>, 1_216, std::convert::identity);
as_bytes!(Private, U32, 32, Zeroizing::new);
as_bytes!(Encapsulated, Sum<U1024, U96>, 1_120, std::convert::identity);

impl Public {
    fn point(&self) -> Point {
        Point::from(tail(&self.0))
    }

    /// The ML-KEM part, if its numbers are below the modulus ([FIPS 203, section 7.2](https://doi.org/10.6028/NIST.FIPS.203)).
    fn lattice(&self) -> Option<MlEncapsulation> {
        let bytes = ml_kem::Encoded::<MlEncapsulation>::try_from(&self.0[..PUBLIC]).ok()?;
        let key = MlEncapsulation::from_bytes(&bytes);
        (key.as_bytes() == bytes).then_some(key)
    }
}

impl Private {
    /// Both secrets from the seed of 32 bytes.
    fn expand(&self) -> (MlDecapsulation, MlEncapsulation, StaticSecret) {
        let mut stream = Shake256::default().chain(self.0.as_slice()).finalize_xof();
        let (mut d, mut z, mut curve) = ([0; 32], [0; 32], Zeroizing::new([0; 32]));
        stream.read(&mut d);
        stream.read(&mut z);
        stream.read(curve.as_mut_slice());
        let (secret, public) = MlKem768::generate_deterministic(&d.into(), &z.into());
        d.zeroize();
        z.zeroize();
        (secret, public, StaticSecret::from(*curve))
    }

    fn public(&self) -> Public {
        let (_, lattice, curve) = self.expand();
        let mut bytes = [0; 1_216];
        bytes[..PUBLIC].copy_from_slice(&lattice.as_bytes());
        bytes[PUBLIC..].copy_from_slice(Point::from(&curve).as_bytes());
        Public(bytes)
    }
}

fn tail(bytes: &[u8]) -> [u8; 32] {
    let mut last = [0; 32];
    last.copy_from_slice(&bytes[bytes.len() - 32..]);
    last
}

/// The secret of both secrets; `None` where the point of the curve contributed nothing.
fn joined(lattice: &[u8], curve: &StaticSecret, theirs: &Point, sent: &Point, to: &Point) -> Option<GenericArray<u8, U32>> {
    let shared = curve.diffie_hellman(theirs);
    if !shared.was_contributory() {
        return None;
    }
    let hash = Sha3_256::new().chain_update(lattice).chain_update(shared.as_bytes()).chain_update(sent.as_bytes());
    let digest: [u8; 32] = hash.chain_update(to.as_bytes()).chain_update(LABEL).finalize().into();
    Some(digest.into())
}

impl hpke::Kem for XWing {
    type PublicKey = Public;
    type PrivateKey = Private;
    type EncappedKey = Encapsulated;
    type NSecret = U32;

    const KEM_ID: u16 = 0x647a;

    fn sk_to_pk(secret: &Private) -> Public {
        secret.public()
    }

    fn derive_keypair(input: &[u8]) -> (Private, Public) {
        // SHAKE256.LabeledDerive(ikm, "DeriveKeyPair", "", 32), draft-ietf-hpke-pq.
        let hash = Shake256::default().chain(input).chain(b"HPKE-v1").chain(b"KEM").chain(Self::KEM_ID.to_be_bytes());
        let mut stream = hash.chain(13_u16.to_be_bytes()).chain(b"DeriveKeyPair").chain(32_u16.to_be_bytes()).finalize_xof();
        let mut seed = Zeroizing::new([0; 32]);
        stream.read(seed.as_mut_slice());
        let secret = Private(seed);
        let public = secret.public();
        (secret, public)
    }

    fn decap(secret: &Private, _: Option<&Public>, sent: &Encapsulated) -> Result<SharedSecret<Self>, HpkeError> {
        let (lattice, _, curve) = secret.expand();
        let ciphertext = Ciphertext::<MlKem768>::try_from(&sent.0[..CIPHERTEXT]).map_err(|_| HpkeError::DecapError)?;
        let from_lattice = lattice.decapsulate(&ciphertext).map_err(|()| HpkeError::DecapError)?;
        let theirs = Point::from(tail(&sent.0));
        let secret = joined(&from_lattice, &curve, &theirs, &theirs, &Point::from(&curve));
        secret.map(SharedSecret).ok_or(HpkeError::DecapError)
    }

    fn encap<R: CryptoRng + RngCore>(
        to: &Public,
        _: Option<(&Private, &Public)>,
        random: &mut R,
    ) -> Result<(SharedSecret<Self>, Encapsulated), HpkeError> {
        let lattice = to.lattice().ok_or(HpkeError::EncapError)?;
        let (ciphertext, from_lattice) = lattice.encapsulate(random).map_err(|()| HpkeError::EncapError)?;
        let ours = StaticSecret::random_from_rng(&mut *random);
        let sent = Point::from(&ours);
        let secret = joined(&from_lattice, &ours, &to.point(), &sent, &to.point()).ok_or(HpkeError::EncapError)?;
        let mut bytes = [0; 1_120];
        bytes[..CIPHERTEXT].copy_from_slice(&ciphertext);
        bytes[CIPHERTEXT..].copy_from_slice(sent.as_bytes());
        Ok((SharedSecret(secret), Encapsulated(bytes)))
    }
}

/// A public key, `age1pq1…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HybridRecipient(Public);

/// A secret key, `AGE-SECRET-KEY-PQ-1…`. It is wiped when it is dropped.
pub struct HybridIdentity(Private);

impl FromStr for HybridRecipient {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let public: Public = read(text, "age1pq")?;
        // Both are checked here, so that encrypting to it cannot fail.
        let probe = StaticSecret::from([1; 32]).diffie_hellman(&public.point());
        if public.lattice().is_none() || !probe.was_contributory() {
            return Err("not a key of its kind");
        }
        Ok(Self(public))
    }
}

impl FromStr for HybridIdentity {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        read(text, "age-secret-key-pq-").map(Self)
    }
}

fn read<T: Deserializable>(text: &str, prefix: &str) -> Result<T, &'static str> {
    bech32_decode(
        text,
        |_| "the check does not fit",
        |hrp| if hrp.to_lowercase() == prefix { Ok(()) } else { Err("another kind of key") },
        |_, bytes| T::from_bytes(&Zeroizing::new(bytes.collect::<Vec<u8>>())).map_err(|_| "a key of another length"),
    )
}

impl age::Recipient for HybridRecipient {
    #[allow(clippy::disallowed_types, reason = "the crate's trait names it; the one label is compared, never listed")]
    fn wrap_file_key(&self, file_key: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let (sent, body) = hpke_seal::<XWing, _>(&self.0, INFO, file_key.expose_secret(), &mut OsRng);
        let stanza = Stanza { tag: TAG.to_owned(), args: vec![BASE64_STANDARD_NO_PAD.encode(sent.0)], body };
        Ok((vec![stanza], HashSet::from(["postquantum".to_owned()])))
    }
}

impl age::Identity for HybridIdentity {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        if stanza.tag != TAG {
            return None;
        }
        let [sent] = stanza.args.as_slice() else { return Some(Err(DecryptError::InvalidHeader)) };
        let sent = BASE64_STANDARD_NO_PAD.decode(sent).ok().and_then(|bytes| Encapsulated::from_bytes(&bytes).ok());
        let Some(sent) = sent.filter(|_| stanza.body.len() == FILE_KEY_BYTES + 16) else {
            return Some(Err(DecryptError::InvalidHeader));
        };
        match hpke_open::<XWing>(&sent, &self.0, INFO, &stanza.body) {
            Ok(bytes) => {
                let bytes = Zeroizing::new(bytes);
                Some(Ok(FileKey::init_with_mut(|key| key.copy_from_slice(&bytes))))
            }
            Err(HpkeError::DecapError) => Some(Err(DecryptError::InvalidHeader)),
            // Of another key, as far as one can tell.
            Err(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use age::Identity as _;
    use age::Recipient as _;

    use super::*;

    #[test]
    fn a_file_key_comes_back_with_its_own_key_and_with_no_other() {
        let pair = |seed| {
            let secret = Private(Zeroizing::new([seed; 32]));
            (HybridRecipient(secret.public()), HybridIdentity(secret))
        };
        let ((to, mine), (_, other)) = (pair(1), pair(2));
        let key = FileKey::init_with_mut(|key| key.copy_from_slice(b"YELLOW SUBMARINE"));
        let (mut stanzas, labels) = to.wrap_file_key(&key).unwrap();
        assert!(labels.contains("postquantum") && stanzas.len() == 1);
        assert_eq!(mine.unwrap_stanza(&stanzas[0]).unwrap().unwrap().expose_secret(), b"YELLOW SUBMARINE");
        assert!(other.unwrap_stanza(&stanzas[0]).is_none());
        stanzas[0].body.push(0);
        assert!(matches!(mine.unwrap_stanza(&stanzas[0]), Some(Err(DecryptError::InvalidHeader))));
    }

    #[test]
    fn numbers_that_are_not_below_the_modulus_are_no_key() {
        let mut public = Private(Zeroizing::new([1; 32])).public();
        assert!(public.lattice().is_some());
        public.0[..3].copy_from_slice(&[0xff; 3]);
        assert!(public.lattice().is_none());
    }
}
