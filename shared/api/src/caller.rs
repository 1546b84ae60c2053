//! The caller: whose request it is, by the verified token, and whether they may read.

use std::fmt;

use axum::extract::FromRequestParts;
use axum::http::Extensions;
use axum::http::request::Parts;
use config::Claims;
use domain::id::Id;
use lambda_http::request::RequestContext;

use crate::app::App;
use crate::problem::Problem;

/// Someone who may read an account's figures. As an extractor it refuses everybody else, so a
/// handler that takes it before the parameters gives nobody else an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    account: Id,
    role: Role,
    subject: Option<String>,
}

/// A role that may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The account's owner.
    Owner,
    /// An admin of the account.
    Admin,
}

impl Caller {
    /// The only account that the caller may see.
    pub fn account(&self) -> &Id {
        &self.account
    }

    /// The caller's role; `owner` where the caller is both.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The token's `sub`, where it has one.
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// The caller that the claims name, which API Gateway has verified.
    fn of(extensions: &Extensions, names: &Claims) -> Result<Self, Problem> {
        let context = extensions.get::<RequestContext>();
        let token = context
            .and_then(RequestContext::authorizer)
            .and_then(|authorizer| authorizer.jwt.as_ref())
            .ok_or_else(Problem::unauthenticated)?;
        let claim = |name: &str| token.claims.get(name).map(String::as_str);
        let account = claim(&names.account).and_then(|account| Id::new(account).ok());
        Ok(Self {
            account: account.ok_or_else(Problem::unauthenticated)?,
            role: claim(&names.role).and_then(Role::highest).ok_or_else(Problem::forbidden)?,
            subject: claim("sub").map(ToOwned::to_owned),
        })
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let caller = Self::of(&parts.extensions, &app.claims)?;
        tracing::Span::current().record("account", tracing::field::display(&caller.account));
        Ok(caller)
    }
}

impl Role {
    /// The highest role that may read among those of a claim, which API Gateway hands over as
    /// text: one role, or several as `[admin agent]` (a list of the token; the name of a role in
    /// it must have no spaces), `["admin","agent"]` or `admin,agent`.
    fn highest(claim: &str) -> Option<Self> {
        let claim = claim.trim();
        let list = claim.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let roles: Vec<&str> = match list {
            Some(list) => list.split([' ', ',']).map(|role| role.trim_matches('"')).collect(),
            None => claim.split(',').map(str::trim).collect(),
        };
        let has = |role: Self| roles.contains(&role.as_str());
        [Self::Owner, Self::Admin].into_iter().find(|role| has(*role))
    }

    /// The role as tokens and answers write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use super::*;
    use crate::lambda::tests::with_claims;

    fn names() -> Claims {
        Claims { account: "account_id".into(), role: "role".into() }
    }

    fn caller(claims: &[(&str, &str)]) -> Result<Caller, StatusCode> {
        let request = with_claims(claims);
        Caller::of(request.extensions(), &names()).map_err(|problem| problem.status())
    }

    #[test]
    fn owners_and_admins_are_callers_of_their_own_account() {
        let owner = caller(&[("account_id", "acme"), ("role", "owner"), ("sub", "u-1")]).unwrap();
        assert_eq!(owner.account().as_str(), "acme");
        assert_eq!((owner.role(), owner.subject()), (Role::Owner, Some("u-1")));
        let admin = caller(&[("account_id", "群組 7"), ("role", "admin")]).unwrap();
        assert_eq!((admin.role(), admin.subject()), (Role::Admin, None));
    }

    #[test]
    fn the_names_of_the_claims_are_configured() {
        let request = with_claims(&[("custom:account_id", "acme"), ("cognito:groups", "[owner]")]);
        let names = Claims { account: "custom:account_id".into(), role: "cognito:groups".into() };
        let caller = Caller::of(request.extensions(), &names).unwrap();
        assert_eq!(caller.account().as_str(), "acme");
    }

    #[test]
    fn a_request_without_a_well_formed_account_is_unauthenticated() {
        let unauthenticated = Err(StatusCode::UNAUTHORIZED);
        assert_eq!(
            Caller::of(&Extensions::new(), &names()).map_err(|p| p.status()),
            unauthenticated
        );
        assert_eq!(caller(&[]), unauthenticated);
        assert_eq!(caller(&[("role", "owner")]), unauthenticated);
        assert_eq!(caller(&[("account_id", ""), ("role", "owner")]), unauthenticated);
        assert_eq!(caller(&[("account_id", "a#b"), ("role", "owner")]), unauthenticated);
        assert_eq!(caller(&[("account_id", &"a".repeat(129)), ("role", "owner")]), unauthenticated);
        assert_eq!(caller(&[("account_id", "a\nb"), ("role", "agent")]), unauthenticated);
    }

    #[test]
    fn every_other_role_is_refused() {
        let forbidden = Err(StatusCode::FORBIDDEN);
        assert_eq!(caller(&[("account_id", "acme")]), forbidden);
        for role in ["", "agent", "Owner", "ADMIN", "administrator", "[agent viewer]", "[]"] {
            assert_eq!(caller(&[("account_id", "acme"), ("role", role)]), forbidden, "{role}");
        }
    }

    #[test]
    fn the_highest_of_several_roles_counts() {
        for (claim, role) in [
            ("owner", Some(Role::Owner)),
            ("admin", Some(Role::Admin)),
            ("[admin owner]", Some(Role::Owner)),
            ("[agent admin]", Some(Role::Admin)),
            ("[admin]", Some(Role::Admin)),
            (r#"["agent","admin"]"#, Some(Role::Admin)),
            (r#"["agent", "owner"]"#, Some(Role::Owner)),
            ("agent,admin", Some(Role::Admin)),
            ("agent, owner ,admin", Some(Role::Owner)),
            // one role whose name has a space, and names that only contain an allowed one
            ("support admin", None),
            ("[co-owner admins]", None),
            (r#"["super-admin"]"#, None),
            ("agent", None),
            ("[", None),
        ] {
            assert_eq!(Role::highest(claim), role, "{claim}");
        }
    }
}
