using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Configuration;

/// <summary>
/// Makes the service that a provider would have used. Replacing a service of EF Core forgets what was replaced, so that the provider's own
/// registration is asked for it, once per provider.
/// </summary>
internal static class ProviderServices
{
    private static readonly ConcurrentDictionary<(Type Provider, Type Service), Func<IServiceProvider, object[], object>> Factories = new();

    /// <summary>Makes the service.</summary>
    /// <typeparam name="TService">The service, as the provider registers it.</typeparam>
    /// <param name="options">The options of the context.</param>
    /// <param name="services">EF Core's services of the context.</param>
    /// <param name="given">What it gets instead of what the services hold, where it takes something of the kind.</param>
    public static TService Create<TService>(IDbContextOptions options, IServiceProvider services, params object[] given)
        where TService : class
    {
        foreach (var extension in options.Extensions)
        {
            if (!extension.Info.IsDatabaseProvider)
                continue;
            var key = (extension.GetType(), typeof(TService));
            if (!Factories.TryGetValue(key, out var factory))
                factory = Factories.GetOrAdd(key, FactoryOf(extension, typeof(TService), given));
            return (TService)factory(services, given);
        }

        throw new InvalidOperationException("The context has no database provider.");
    }

    private static Func<IServiceProvider, object[], object> FactoryOf(IDbContextOptionsExtension provider, Type service, object[] given)
    {
        var services = new ServiceCollection();
        provider.ApplyServices(services);
        var descriptor = services.Last(candidate => candidate.ServiceType == service);
        if (descriptor.ImplementationFactory is { } factory)
            return (scope, _) => factory(scope);

        var type = descriptor.ImplementationType ?? throw new InvalidOperationException($"{provider.GetType()} registers no {service.Name}.");
        // The first parameter that takes what is given is found by its type, and a service need not have one.
        var taken = given.Where(argument => Array.Exists(
            type.GetConstructors(), constructor => Array.Exists(constructor.GetParameters(), parameter => parameter.ParameterType.IsInstanceOfType(argument)))).ToArray();
        var create = ActivatorUtilities.CreateFactory(type, Array.ConvertAll(taken, static argument => argument.GetType()));
        return taken.Length == given.Length ? (scope, arguments) => create(scope, arguments) : (scope, _) => create(scope, null);
    }
}
