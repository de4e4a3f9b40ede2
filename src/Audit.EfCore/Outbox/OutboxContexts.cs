using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Outbox;

/// <summary>A context whose saves go through its outbox.</summary>
/// <param name="Type">The type of the context.</param>
internal sealed record OutboxContext(Type Type);

/// <summary>The contexts whose saves go through their outbox.</summary>
internal sealed class OutboxContexts(IEnumerable<OutboxContext> contexts)
{
    private readonly Type[] _types = [.. contexts.Select(static context => context.Type)];

    public bool Include(DbContext context)
    {
        foreach (var type in _types)
        {
            if (!type.IsInstanceOfType(context))
                continue;
            return context.Model.FindEntityType(typeof(OutboxEvent)) is not null
                ? true
                : throw new InvalidOperationException($"{type.Name} has no outbox: call modelBuilder.AddAuditOutbox() in its OnModelCreating.");
        }

        return false;
    }
}
