namespace Audit.AspNetCore.Attribution;

/// <summary>How requests are attributed; section <c>Audit:AspNetCore</c>.</summary>
/// <remarks>Of several claim types the first that the user has, with a value, counts. A configured list replaces the default.</remarks>
public sealed class AuditAspNetCoreOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Audit:AspNetCore";

    /// <summary>The claims that tell the user's id. Default: <c>ClaimTypes.NameIdentifier</c>, <c>sub</c>, <c>oid</c> (also under
    /// its long name), then the SID of a Windows user; without any it is the user's name.</summary>
    public IList<string> UserIdClaims { get; set; } = [];

    /// <summary>The claims that tell a name for people to read. Default: none; it is the name of the identity, or its claim <c>name</c>,
    /// <c>preferred_username</c>, <c>upn</c> or <c>unique_name</c>.</summary>
    public IList<string> UserNameClaims { get; set; } = [];

    /// <summary>The claims that tell the user's tenant. Default: <c>tenant_id</c>, then <c>tid</c> (also under its long name).</summary>
    public IList<string> TenantClaims { get; set; } = [];

    /// <summary>The claims that tell the user's roles; all of them count. Default: none; they are the role claims of each identity.</summary>
    public IList<string> RoleClaims { get; set; } = [];

    /// <summary>
    /// The claims that tell who really acts when someone acts as the user: an id, or the object of RFC 8693 with a member <c>sub</c>. Default: <c>act</c>.
    /// </summary>
    public IList<string> ImpersonatorClaims { get; set; } = [];

    /// <summary>The claims that tell the session. Default: <c>sid</c>. Only a keyed hash is recorded.</summary>
    public IList<string> SessionClaims { get; set; } = [];

    /// <summary>The claims that tell the <em>id</em> of the API key that authenticated the request; never a claim with the key itself. Default: <c>api_key_id</c>.</summary>
    public IList<string> ApiKeyClaims { get; set; } = [];

    /// <summary>
    /// The claims that tell the name of the API key. It and the scopes are attributes <c>key.name</c> and <c>key.scopes</c> of what happens in requests
    /// that a key authenticated. Default: <c>api_key_name</c>.
    /// </summary>
    public IList<string> ApiKeyNameClaims { get; set; } = [];

    /// <summary>The claims that tell the scopes of the API key; all of them count. Default: <c>scope</c>.</summary>
    public IList<string> ApiKeyScopeClaims { get; set; } = [];

    /// <summary>
    /// Whether the session of ASP.NET Core (<c>app.UseSession()</c>, before <c>app.UseAudit()</c>) tells the session when no claim does.
    /// It is then loaded for every request. A session that holds nothing yet is none. Default: <see langword="false"/>.
    /// </summary>
    public bool UseSession { get; set; }

    /// <summary>
    /// The secret that sessions are hashed with, as base64 of 16 bytes or more. Set it, to the same value everywhere, for a session to have one id across restarts
    /// and instances. Default: a random key per process, which is forgotten when the process ends.
    /// </summary>
    public string? SessionKey { get; set; }

    /// <summary>The number of characters that are kept of a user agent, 16 to 1024. Default: 256.</summary>
    public int MaxUserAgentLength { get; set; } = 256;
}
