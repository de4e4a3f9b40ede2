using Microsoft.AspNetCore.DataProtection;
using ReferenceHost.Features.Shop;

namespace ReferenceHost.Features.Access;

/// <summary>The keys that cookies are sealed with: beside the data, so that who is signed in stays so across a restart. ASP.NET Core replaces them in time.</summary>
internal static class CookieKeys
{
    private const string ApplicationName = "Audit.ReferenceHost";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static void KeepCookieKeys(this WebApplicationBuilder builder)
    {
        var directory = new DirectoryInfo(Path.Combine(builder.Configuration.DataDirectory(), "keys"));
        builder.Services.AddDataProtection().SetApplicationName(ApplicationName).PersistKeysToFileSystem(directory);
        if (OperatingSystem.IsWindows())
            directory.Create();
        else
            Directory.CreateDirectory(directory.FullName, OwnerOnly);
    }
}
