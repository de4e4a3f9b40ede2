using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Guarding;

/// <summary>
/// Makes the creator that a provider would have used. Replacing a service of EF Core forgets what was replaced, so that the provider's own
/// registration is asked for it, once per provider.
/// </summary>
internal static class ProviderCreators
{
    private static readonly ConcurrentDictionary<Type, Func<IServiceProvider, object>> Factories = new();

    /// <summary>Makes the creator.</summary>
    /// <param name="options">The options of the context.</param>
    /// <param name="services">EF Core's services of the context.</param>
    public static RelationalDatabaseCreator Create(IDbContextOptions options, IServiceProvider services)
    {
        foreach (var extension in options.Extensions)
        {
            if (extension.Info.IsDatabaseProvider)
                return (RelationalDatabaseCreator)Factories.GetOrAdd(extension.GetType(), static (_, provider) => FactoryOf(provider), extension)(services);
        }

        throw new InvalidOperationException("The context has no database provider.");
    }

    private static Func<IServiceProvider, object> FactoryOf(IDbContextOptionsExtension provider)
    {
        var services = new ServiceCollection();
        provider.ApplyServices(services);
        var descriptor = services.Last(static service => service.ServiceType == typeof(IRelationalDatabaseCreator));
        if (descriptor.ImplementationFactory is { } factory)
            return factory;

        var create = ActivatorUtilities.CreateFactory(
            descriptor.ImplementationType ?? throw new InvalidOperationException($"{provider.GetType()} registers no creator of databases."), []);
        return services => create(services, null);
    }
}
