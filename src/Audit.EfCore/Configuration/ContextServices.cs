using Audit.EfCore.Guarding;
using Audit.EfCore.Operations;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Audit.EfCore.Configuration;

/// <summary>
/// Carries what belongs to an application in its contexts' options, where the services of EF Core that stand before those of a provider, and which
/// applications share, find that of their own application.
/// </summary>
internal sealed class ContextServices(DatabaseDrops drops, OperationRecorder operations) : IInterceptor
{
    public DatabaseDrops Drops => drops;

    public OperationRecorder Operations => operations;

    /// <summary>That of a context; <see langword="null"/> when it is not audited.</summary>
    public static ContextServices? Of(IDbContextOptions options) =>
        options.FindExtension<CoreOptionsExtension>()?.Interceptors?.OfType<ContextServices>().FirstOrDefault();
}
