using Audit.EfCore.Configuration;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Guarding;

/// <summary>Makes the creator that a provider would have used.</summary>
internal static class ProviderCreators
{
    /// <summary>Makes the creator.</summary>
    /// <param name="options">The options of the context.</param>
    /// <param name="services">EF Core's services of the context.</param>
    public static RelationalDatabaseCreator Create(IDbContextOptions options, IServiceProvider services) =>
        (RelationalDatabaseCreator)ProviderServices.Create<IRelationalDatabaseCreator>(options, services);
}
