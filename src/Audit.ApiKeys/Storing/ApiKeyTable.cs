using Audit.Context;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.ApiKeys.Storing;

/// <summary>The keys in a context of the application. Each call has a context of its own, so that nothing the application has pending is saved along.</summary>
internal sealed class ApiKeyTable<TContext>(IServiceScopeFactory scopes) : IApiKeyTable
    where TContext : DbContext
{
    /// <summary>As many ids as every database takes in one statement.</summary>
    private const int IdsAtOnce = 500;

    /// <summary>Who looks keys up and notes their use: the service, and not whoever happens to ask.</summary>
    private static readonly AuditContext Service = AuditContext.Background with { Actor = AuditActor.Service("api-keys") };

    public async Task<ApiKeyRow?> FindAsync(byte[] hash, CancellationToken cancellationToken)
    {
        using var actor = AuditContext.Push(Service);
        await using var scope = scopes.CreateAsyncScope();
        // The name of the parameter keeps its value out of the audit log at every level of capture.
        var secretHash = hash;
        return await KeysOf(scope).AsNoTracking().FirstOrDefaultAsync(row => row.Hash == secretHash, cancellationToken).ConfigureAwait(false);
    }

    public async Task<List<ApiKeyRow>> ListAsync(string? owner, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var keys = KeysOf(scope).AsNoTracking();
        if (owner is not null)
            keys = keys.Where(row => row.Owner == owner);
        return await keys.OrderBy(static row => row.CreatedAt).ThenBy(static row => row.Id).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> TryAddAsync(ApiKeyRow row, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var keys = KeysOf(scope);
        var id = row.Id;
        if (await keys.AnyAsync(known => known.Id == id, cancellationToken).ConfigureAwait(false))
            return false;

        keys.Add(row);
        try
        {
            await ContextOf(scope).SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DbUpdateException)
        {
            // Another instance may have added it since: the keys of a configuration are imported by all of them at once.
            if (await keys.AsNoTracking().AnyAsync(known => known.Id == id, cancellationToken).ConfigureAwait(false))
                return false;
            throw;
        }
    }

    public async Task<ApiKeyRow?> ChangeAsync(string id, KeyChange change, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var keys = KeysOf(scope);
        var row = await keys.FirstOrDefaultAsync(known => known.Id == id, cancellationToken).ConfigureAwait(false);
        if (row is null || !change(row, out var added))
            return null;

        if (added is not null)
            keys.Add(added);
        try
        {
            await ContextOf(scope).SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            return row;
        }
        catch (DbUpdateConcurrencyException)
        {
            return null;
        }
    }

    public async Task NoteUseAsync(IReadOnlyCollection<string> ids, DateTimeOffset at, CancellationToken cancellationToken)
    {
        using var actor = AuditContext.Push(Service);
        await using var scope = scopes.CreateAsyncScope();
        var keys = KeysOf(scope);
        foreach (var some in ids.Chunk(IdsAtOnce))
        {
            await keys.Where(row => some.Contains(row.Id) && (row.LastUsedAt == null || row.LastUsedAt < at))
                .ExecuteUpdateAsync(row => row.SetProperty(key => key.LastUsedAt, at), cancellationToken).ConfigureAwait(false);
        }
    }

    private static TContext ContextOf(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<TContext>();

    private static DbSet<ApiKeyRow> KeysOf(AsyncServiceScope scope)
    {
        var context = ContextOf(scope);
        return context.Model.FindEntityType(typeof(ApiKeyRow)) is not null
            ? context.Set<ApiKeyRow>()
            : throw new InvalidOperationException($"{typeof(TContext).Name} has no API keys: call modelBuilder.AddAuditApiKeys() in its OnModelCreating.");
    }
}
