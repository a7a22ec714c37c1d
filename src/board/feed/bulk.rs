//! Many signatures of one key, checked fast.
//!
//! A key recovered from each signature takes an inversion and a square root that a known key does not need, and the rest is mostly
//! doublings, which a table of the key's multiples makes needless: R = u₁·G + u₂·Q is then 64 additions, and the two inversions
//! are shared by a whole batch (Montgomery's trick). The points are those of `k256`, whose additions are complete: no input
//! is a special case. Nothing here is secret.

use alloy_primitives::{Address, B256};
use k256::elliptic_curve::BatchNormalize as _;
use k256::elliptic_curve::ops::Reduce;
use k256::elliptic_curve::point::AffineCoordinates as _;
use k256::{AffinePoint, FieldBytes, ProjectivePoint, Scalar, U256};

use crate::tip::signature::{self, Signature};

/// The digits of a scalar, each a byte.
const DIGITS: usize = 32;
/// The multiples of each digit's weight: 1 to 255.
const MULTIPLES: usize = 255;

/// The multiples of a point: `multiple × 256^digit`.
struct Table(Vec<AffinePoint>);

impl Table {
    fn of(point: ProjectivePoint) -> Self {
        let mut all = Vec::with_capacity(DIGITS * MULTIPLES);
        let mut weight = point;
        for _ in 0..DIGITS {
            let mut multiple = weight;
            for _ in 0..MULTIPLES {
                all.push(multiple);
                multiple += weight;
            }
            weight = multiple;
        }
        let slice: &[ProjectivePoint] = &all;
        Self(ProjectivePoint::batch_normalize(slice))
    }

    /// Adds `scalar × point` to a sum.
    fn add(&self, scalar: &Scalar, sum: &mut ProjectivePoint) {
        for (digit, byte) in scalar.to_bytes().iter().rev().enumerate() {
            if let Some(multiple) = usize::from(*byte).checked_sub(1).and_then(|at| self.0.get(digit * MULTIPLES + at)) {
                *sum += *multiple;
            }
        }
    }
}

/// Checks many signatures of one key.
pub(super) struct Bulk {
    address: Address,
    generator: Table,
    key: Table,
}

impl Bulk {
    /// From one signature of the key: `None` where it is not the key's.
    pub(super) fn of(address: Address, digest: &B256, signature: &Signature) -> Option<Self> {
        let key = signature.recover_key(digest).ok().filter(|key| signature::address_of(key) == address)?;
        Some(Self { address, generator: Table::of(ProjectivePoint::GENERATOR), key: Table::of(key.as_affine().into()) })
    }

    /// Whose signatures it checks.
    pub(super) const fn address(&self) -> Address {
        self.address
    }

    /// How many from the first on are signatures of this key over these digests: all, where as many come back as were given.
    pub(super) fn hold(&self, signed: &[(B256, Signature)]) -> usize {
        let parts: Vec<(FieldBytes, Scalar, Scalar, bool)> = signed.iter().map_while(|(digest, signature)| of(digest, signature)).collect();
        let inverses = inverses(parts.iter().map(|(_, _, s, _)| *s));
        let points: Vec<ProjectivePoint> = parts
            .iter()
            .zip(&inverses)
            .map(|((r, z, _, _), inverse)| {
                let mut sum = ProjectivePoint::IDENTITY;
                self.generator.add(&(*z * inverse), &mut sum);
                self.key.add(&(scalar(r) * inverse), &mut sum);
                sum
            })
            .collect();
        let slice: &[ProjectivePoint] = &points;
        let points: Vec<AffinePoint> = ProjectivePoint::batch_normalize(slice);
        // r is R's coordinate as it stands, and v says which of the two R: a signature has one form.
        let holds = |((r, _, _, odd), point): &(&(FieldBytes, Scalar, Scalar, bool), &AffinePoint)| {
            **point != AffinePoint::IDENTITY && point.x() == *r && bool::from(point.y_is_odd()) == *odd
        };
        parts.iter().zip(&points).take_while(holds).count()
    }
}

/// r as bytes, the digest and s as scalars, and whether R's y is odd.
fn of(digest: &B256, signature: &Signature) -> Option<(FieldBytes, Scalar, Scalar, bool)> {
    let (ecdsa, recovery) = signature.parts().ok()?;
    let (r, s) = ecdsa.split_bytes();
    let z = scalar(&FieldBytes::from(digest.0));
    Some((r, z, scalar(&s), recovery.is_y_odd()))
}

fn scalar(bytes: &FieldBytes) -> Scalar {
    <Scalar as Reduce<U256>>::reduce_bytes(bytes)
}

/// The inverses of scalars none of which is zero, by one inversion.
fn inverses(scalars: impl Iterator<Item = Scalar>) -> Vec<Scalar> {
    let mut product = Scalar::ONE;
    let before: Vec<(Scalar, Scalar)> = scalars
        .map(|scalar| {
            let earlier = product;
            product *= scalar;
            (scalar, earlier)
        })
        .collect();
    // Zero has no inverse; a signature with it is not read (`Signature::parts`). Were it to get here, nothing would hold.
    let mut inverse = Option::<Scalar>::from(product.invert()).unwrap_or(Scalar::ZERO);
    let mut found: Vec<Scalar> = before
        .iter()
        .rev()
        .map(|(scalar, earlier)| {
            let one = inverse * earlier;
            inverse *= scalar;
            one
        })
        .collect();
    found.reverse();
    found
}
