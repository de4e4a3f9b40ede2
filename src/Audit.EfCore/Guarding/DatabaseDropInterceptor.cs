using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.Guarding;

/// <summary>Carries what guards drops in a context's options, where EF Core's services, which applications share, find that of their own application.</summary>
internal sealed class DatabaseDropInterceptor(DatabaseDrops drops) : IInterceptor
{
    public DatabaseDrops Drops => drops;
}
