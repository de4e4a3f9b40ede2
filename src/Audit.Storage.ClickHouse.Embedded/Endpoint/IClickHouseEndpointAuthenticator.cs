namespace Audit.Storage.ClickHouse.Embedded.Endpoint;

/// <summary>
/// Says who a user of the SQL endpoint is. The application registers it; without one the endpoint refuses to start.
/// </summary>
public interface IClickHouseEndpointAuthenticator
{
    /// <summary>Checks the credentials, in constant time. Called for every request.</summary>
    /// <param name="user">The user's name; empty when the client sent only a token (<c>Authorization: Bearer</c>).</param>
    /// <param name="password">The password or token; empty when there is none.</param>
    /// <param name="cancellationToken">Cancelled when the client goes away.</param>
    /// <returns>The user, or null when the credentials are wrong.</returns>
    ValueTask<ClickHousePrincipal?> AuthenticateAsync(string user, string password, CancellationToken cancellationToken);
}

/// <summary>A user of the SQL endpoint.</summary>
/// <param name="Name">The name, for people to read.</param>
/// <param name="Roles">The roles; one of <see cref="ClickHouseEndpointOptions.Roles"/> is needed.</param>
public sealed record ClickHousePrincipal(string Name, IReadOnlyCollection<string> Roles)
{
    /// <summary>
    /// What tells them from all others: whose statements count together, and who is recorded as the reader. Default: the name.
    /// </summary>
    public string Id { get; init; } = Name;

    /// <summary>The only tenant whose rows they see; <see langword="null"/>: all rows.</summary>
    public string? TenantId { get; init; }

    /// <summary>Whether they may see personal data. SQL shows it, so that who may not is refused. Default: yes.</summary>
    public bool ShowsPersonalData { get; init; } = true;
}
