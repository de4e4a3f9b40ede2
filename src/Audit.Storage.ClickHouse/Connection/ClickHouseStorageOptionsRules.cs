using ClickHouse.Driver.ADO;
using Microsoft.Extensions.Options;

namespace Audit.Storage.ClickHouse.Connection;

/// <summary>The rules that attributes cannot say: the connection string, and that it fits the transport.</summary>
internal sealed class ClickHouseStorageOptionsRules(IEnumerable<IClickHouseTransport> transports) : IValidateOptions<ClickHouseStorageOptions>
{
    private const string Key = $"{ClickHouseStorageOptions.SectionName}:{nameof(ClickHouseStorageOptions.ConnectionString)}";

    public ValidateOptionsResult Validate(string? name, ClickHouseStorageOptions options)
    {
        var isRemote = transports.LastOrDefault()?.IsRemote ?? true;
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            return isRemote
                ? ValidateOptionsResult.Fail($"{Key} is missing. Set it to a ClickHouse server, e.g. Host=localhost;Port=8123;Username=default, or register the embedded engine with AddEmbeddedClickHouse.")
                : ValidateOptionsResult.Success;
        }

        return isRemote
            ? CheckServer(options.ConnectionString)
            : ValidateOptionsResult.Fail($"{Key} names a server, but the embedded engine is registered as well. Remove one of the two.");
    }

    private static ValidateOptionsResult CheckServer(string connectionString)
    {
        ClickHouseClientSettings settings;
        try
        {
            settings = new ClickHouseClientSettings(connectionString);
            settings.Validate();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            // The message of the driver may repeat the password.
            return ValidateOptionsResult.Fail($"{Key} is not a valid connection string ({exception.GetType().Name}). Expected e.g. Host=localhost;Port=8123;Protocol=http;Username=default;Password=…");
        }

        return settings.SkipServerCertificateValidation
            ? ValidateOptionsResult.Fail($"{Key} switches the validation of the server's certificate off. Install the certificate's authority instead.")
            : ValidateOptionsResult.Success;
    }
}
