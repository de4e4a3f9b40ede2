namespace Audit.AspNetCore.Access;

/// <summary>The names of the authorization policies over <see cref="AuditRoles"/>; each accepts the token and the cookie of this package and no other sign-in.</summary>
public static class AuditPolicies
{
    /// <summary>Any of the roles.</summary>
    public const string Viewer = "Audit.Viewer";

    /// <summary><see cref="AuditRoles.Analyst"/> or <see cref="AuditRoles.Admin"/>.</summary>
    public const string Analyst = "Audit.Analyst";

    /// <summary><see cref="AuditRoles.Operator"/> or <see cref="AuditRoles.Admin"/>.</summary>
    public const string Operator = "Audit.Operator";

    /// <summary><see cref="AuditRoles.Admin"/>.</summary>
    public const string Admin = "Audit.Admin";
}
