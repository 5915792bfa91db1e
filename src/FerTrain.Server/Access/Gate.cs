using System.Net;
using FerTrain.Server.Api;
using Microsoft.AspNetCore.Http;

namespace FerTrain.Server.Access;

/// <summary>Refuses requests that did not come from the server's own pages, or from somebody who may call it.</summary>
/// <param name="address">The address that the server listens at.</param>
/// <param name="token">The token that clients show; null where only this machine can ask.</param>
internal sealed class Gate(IPAddress address, AccessToken? token)
{
    public async Task Pass(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!IsOwnHost(request.Host))
            await Refusal.Write(context, StatusCodes.Status400BadRequest, "This server is not called by that name. Expected: its address in the URL.");
        else if (!IsOwnOrigin(request))
            await Refusal.Write(context, StatusCodes.Status403Forbidden, "Pages of other sites may not ask this server.");
        else if (token is not null && HttpMethods.IsGet(request.Method) && token.IsInUrl(request))
            Admit(context);
        else if (token is null || request.Path == "/healthz" || token.IsShown(request))
            await next(context);
        else
            await Refusal.Write(context, StatusCodes.Status401Unauthorized,
                "The token is missing or wrong. Expected: the URL that the server printed, or its token in the header Authorization: Bearer TOKEN.");
    }

    /// <summary>
    /// Keeps the token in a cookie that no script reads and another site sends only with a link that is followed, and
    /// takes it out of the URL, which histories keep.
    /// </summary>
    private void Admit(HttpContext context)
    {
        context.Response.Cookies.Append(AccessToken.Cookie(context.Request), token!.Text, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/" });
        var rest = QueryString.Create(context.Request.Query.Where(part => part.Key != AccessToken.Parameter));
        context.Response.Redirect($"/{context.Request.Path.ToUriComponent().TrimStart('/')}{rest}"); // two slashes would name another host
    }

    /// <summary>
    /// Accepts addresses and this machine's names. A page whose name its owner points at this machine (DNS rebinding) would be of
    /// the same origin as the server's, but keeps its name.
    /// </summary>
    private bool IsOwnHost(HostString host)
    {
        if (IPAddress.TryParse(host.Host.Trim('[', ']'), out var asked)) return token is not null || IPAddress.IsLoopback(asked) || asked.Equals(address);
        return IsName(host.Host, "localhost") || (token is not null && IsName(host.Host.Split('.')[0], Environment.MachineName)); // alone or with its domain

        static bool IsName(string asked, string name) => asked.Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Browsers name the page that asks wherever it is of another site, and for every WebSocket.</summary>
    private static bool IsOwnOrigin(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        if (origin.Count == 0) return request.Headers["Sec-Fetch-Site"].ToString() is not ("cross-site" or "same-site") || IsNavigation(request);
        return Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Authority.Equals(AuthorityOf(request.Host), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A link from another site may open a page.</summary>
    private static bool IsNavigation(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate";

    private static string AuthorityOf(HostString host) => host.Port is null or 80 ? host.Host : host.Value!;
}

/// <summary>Adds what makes a browser careful with every answer.</summary>
internal static class SecurityHeaders
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Suits files of a run, whoever wrote them: they show themselves and do nothing, and are of no site.</summary>
    public const string FilePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

    public static Task Add(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()";
        headers.CacheControl = "no-store";
        return next(context);
    }
}
