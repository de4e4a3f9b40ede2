namespace Audit.AspNetCore.AccessEvents;

/// <summary>The actions of access events.</summary>
internal static class AccessActions
{
    public const string SignIn = "auth.sign_in";
    public const string SignOut = "auth.sign_out";
    public const string SignInFailed = "auth.sign_in_failed";
    public const string Denied = "auth.denied";
    public const string Throttled = "auth.throttled";
}
