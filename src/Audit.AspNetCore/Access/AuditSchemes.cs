namespace Audit.AspNetCore.Access;

/// <summary>The names of the authentication schemes of those who read the audit log.</summary>
public static class AuditSchemes
{
    /// <summary>A token of <see cref="AuditAccessOptions.Tokens"/>, sent as <c>Authorization: Bearer</c>.</summary>
    public const string Token = "Audit.Token";

    /// <summary>The cookie that a sign-in link is exchanged for.</summary>
    public const string Cookie = "Audit.Cookie";
}
