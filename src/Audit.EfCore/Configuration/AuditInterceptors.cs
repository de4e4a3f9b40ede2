using Audit.EfCore.Commands;
using Audit.EfCore.EntityChanges;
using Audit.EfCore.Guarding;
using Audit.EfCore.SaveChanges;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Configuration;

/// <summary>The interceptors of an application, shared by all of its contexts.</summary>
internal sealed class AuditInterceptors(
    AuditCommandInterceptor commands, AuditSaveChangesInterceptor saveChanges, AuditTransactionInterceptor transactions, DatabaseDrops drops, EntityInterceptors? entities = null)
{
    private readonly IInterceptor[] _all = [commands, saveChanges, transactions, new DatabaseDropInterceptor(drops), .. entities?.All ?? []];

    /// <summary>Adds them, once: two of a kind would record each command twice.</summary>
    public void AddTo(DbContextOptionsBuilder optionsBuilder)
    {
        if (optionsBuilder.Options.FindExtension<CoreOptionsExtension>()?.Interceptors is { } present && present.OfType<AuditCommandInterceptor>().Any())
            return;
        optionsBuilder.AddInterceptors(_all);
        optionsBuilder.ReplaceService<IRelationalDatabaseCreator, GuardedDatabaseCreator>();
    }
}
