using Microsoft.AspNetCore.DataProtection;
using ReferenceHost.Features.Shop;

namespace ReferenceHost.Features.Access;

/// <summary>
/// The keys that cookies are sealed with: beside the data, so that who is signed in stays so across a restart, or where several hosts share them. ASP.NET Core
/// replaces them in time.
/// </summary>
internal static class CookieKeys
{
    private const string ApplicationName = "Audit.ReferenceHost";
    private const string DirectoryKey = "Cookies:KeyDirectory";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static void KeepCookieKeys(this WebApplicationBuilder builder)
    {
        var directory = new DirectoryInfo(
            builder.Configuration[DirectoryKey] is { Length: > 0 } shared ? shared : Path.Combine(builder.Configuration.DataDirectory(), "keys"));
        builder.Services.AddDataProtection().SetApplicationName(ApplicationName).PersistKeysToFileSystem(directory);
        if (OperatingSystem.IsWindows())
            directory.Create();
        else
            Directory.CreateDirectory(directory.FullName, OwnerOnly);
    }
}
