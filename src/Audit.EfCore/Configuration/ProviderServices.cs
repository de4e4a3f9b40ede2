using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Configuration;

/// <summary>
/// Makes the services that a provider would have used. Replacing a service of EF Core forgets what was replaced, so that the provider's own
/// registration is asked for it, once per provider.
/// </summary>
internal static class ProviderServices
{
    private static readonly ConcurrentDictionary<(Type Provider, Type Service), Func<IServiceProvider, object>> Factories = new();

    /// <summary>Makes the service.</summary>
    /// <param name="options">The options of the context.</param>
    /// <param name="services">EF Core's services of the context.</param>
    public static TService Create<TService>(IDbContextOptions options, IServiceProvider services)
        where TService : class
    {
        foreach (var extension in options.Extensions)
        {
            if (extension.Info.IsDatabaseProvider)
                return (TService)Factories.GetOrAdd((extension.GetType(), typeof(TService)), static (key, provider) => FactoryOf(key.Service, provider), extension)(services);
        }

        throw new InvalidOperationException("The context has no database provider.");
    }

    private static Func<IServiceProvider, object> FactoryOf(Type type, IDbContextOptionsExtension provider)
    {
        var services = new ServiceCollection();
        provider.ApplyServices(services);
        var descriptor = services.Last(service => service.ServiceType == type);
        if (descriptor.ImplementationFactory is { } factory)
            return factory;

        var create = ActivatorUtilities.CreateFactory(
            descriptor.ImplementationType ?? throw new InvalidOperationException($"{provider.GetType()} registers no {type}."), []);
        return services => create(services, null);
    }
}
