//! Scopes, one pair per room. A handler names the one it needs in its type.

/// What a token may allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Read organisations.
    OrganisationsRead,
    /// Register and change organisations.
    OrganisationsWrite,
    /// Read initiatives and their parts.
    InitiativesRead,
    /// Create, change and withdraw initiatives and their parts.
    InitiativesWrite,
    /// Read classifications, ask for suggestions.
    FourCoRead,
    /// Classify.
    FourCoWrite,
    /// Read outcomes, indicators, periods and assessments.
    OutcomesRead,
    /// Write them.
    OutcomesWrite,
    /// Read governance checks.
    GovernanceRead,
    /// Make governance checks.
    GovernanceWrite,
    /// Read the public-value answer.
    PublicValueRead,
    /// Read reports, exports and the change feed.
    ReportsRead,
    /// Act for any organisation: for the operator of the service alone.
    Operator,
}

impl Scope {
    /// All scopes.
    pub const ALL: &'static [Scope] = &[
        Scope::OrganisationsRead,
        Scope::OrganisationsWrite,
        Scope::InitiativesRead,
        Scope::InitiativesWrite,
        Scope::FourCoRead,
        Scope::FourCoWrite,
        Scope::OutcomesRead,
        Scope::OutcomesWrite,
        Scope::GovernanceRead,
        Scope::GovernanceWrite,
        Scope::PublicValueRead,
        Scope::ReportsRead,
        Scope::Operator,
    ];

    /// Its name in a token, and what it allows.
    pub const fn describe(self) -> (&'static str, &'static str) {
        match self {
            Scope::OrganisationsRead => ("organisations:read", "Read organisations."),
            Scope::OrganisationsWrite => ("organisations:write", "Register and change organisations."),
            Scope::InitiativesRead => ("initiatives:read", "Read initiatives, partners, contributions and stages."),
            Scope::InitiativesWrite => ("initiatives:write", "Create, change and withdraw them."),
            Scope::FourCoRead => ("four_co:read", "Read classifications and ask for suggestions."),
            Scope::FourCoWrite => ("four_co:write", "Classify initiatives."),
            Scope::OutcomesRead => ("outcomes:read", "Read outcomes, indicators, periods and assessments."),
            Scope::OutcomesWrite => ("outcomes:write", "Write outcomes, indicators, periods and assessments."),
            Scope::GovernanceRead => ("governance:read", "Read governance checks."),
            Scope::GovernanceWrite => ("governance:write", "Make governance checks."),
            Scope::PublicValueRead => ("public_value:read", "Read the public-value answer."),
            Scope::ReportsRead => ("reports:read", "Read reports, exports and the change feed."),
            Scope::Operator => ("operator", "Act for any organisation. For the operator of the service alone."),
        }
    }

    /// Its name in a token.
    pub const fn name(self) -> &'static str {
        self.describe().0
    }
}

/// The scopes of a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes(u32);

impl Scopes {
    /// Reads a space-separated list; names that we do not know are for other services.
    pub fn read(text: &str) -> Self {
        text.split(' ').fold(Scopes(0), |all, name| match Scope::ALL.iter().find(|s| s.name() == name) {
            Some(scope) => Scopes(all.0 | (1 << *scope as u32)),
            None => all,
        })
    }

    /// Whether a scope is among them.
    pub const fn has(self, scope: Scope) -> bool {
        self.0 & (1 << scope as u32) != 0
    }
}

/// A scope as a type.
pub trait Needs: 'static {
    /// The scope.
    const SCOPE: Scope;
}

macro_rules! needs {
    ($($name:ident),*) => {$(
        #[doc = concat!("Needs the scope of [`Scope::", stringify!($name), "`].")]
        pub struct $name;
        impl Needs for $name {
            const SCOPE: Scope = Scope::$name;
        }
    )*};
}

needs!(
    OrganisationsRead,
    OrganisationsWrite,
    InitiativesRead,
    InitiativesWrite,
    FourCoRead,
    FourCoWrite,
    OutcomesRead,
    OutcomesWrite,
    GovernanceRead,
    GovernanceWrite,
    PublicValueRead,
    ReportsRead
);
