using Audit.EfCore.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Seeding;

/// <summary>The options of a context as the provider's migrator and creator get them: its seeders are run as operations.</summary>
internal sealed class SeedingOptions(IDbContextOptions inner, Func<IRelationalConnection> connection) : IDbContextOptions
{
    public IEnumerable<IDbContextOptionsExtension> Extensions => inner.Extensions;

    public TExtension? FindExtension<TExtension>()
        where TExtension : class, IDbContextOptionsExtension
    {
        var found = inner.FindExtension<TExtension>();
        return found is CoreOptionsExtension core && Configuration.ContextServices.Of(inner) is { } services
            ? (TExtension)(object)Wrap(core, services.Operations)
            : found;
    }

    private CoreOptionsExtension Wrap(CoreOptionsExtension core, OperationRecorder operations)
    {
        var wrapped = core;
        if (core.Seeder is { } seeder)
        {
            wrapped = wrapped.WithSeeding((context, wasChanged) =>
            {
                if (operations.IsEnabled)
                    operations.Run(OperationOf(seeder), run => Seed(run, seeder, context, wasChanged));
                else
                    seeder(context, wasChanged);
            });
        }

        if (core.AsyncSeeder is { } asyncSeeder)
        {
            wrapped = wrapped.WithAsyncSeeding((context, wasChanged, cancellationToken) => operations.IsEnabled
                ? operations.RunAsync(OperationOf(asyncSeeder), run => SeedAsync(run, asyncSeeder, context, wasChanged, cancellationToken))
                : asyncSeeder(context, wasChanged, cancellationToken));
        }

        return wrapped;
    }

    private bool Seed(OperationRun run, Action<DbContext, bool> seeder, DbContext context, bool wasChanged)
    {
        run.TransactionId = connection().CurrentTransaction?.TransactionId ?? Guid.Empty;
        seeder(context, wasChanged);
        return true;
    }

    private async Task<bool> SeedAsync(
        OperationRun run, Func<DbContext, bool, CancellationToken, Task> seeder, DbContext context, bool wasChanged, CancellationToken cancellationToken)
    {
        run.TransactionId = connection().CurrentTransaction?.TransactionId ?? Guid.Empty;
        await seeder(context, wasChanged, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private DatabaseOperation OperationOf(Delegate seeder) => SeederOperation.Create(SeederName.Of(seeder.Method), connection());
}
