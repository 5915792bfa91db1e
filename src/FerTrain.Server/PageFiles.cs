using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace FerTrain.Server;

/// <summary>Serves the pages, their scripts and their style, which are part of the program.</summary>
internal static class PageFiles
{
    private const string Prefix = "page/";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    private static readonly Assembly Program = typeof(PageFiles).Assembly;

    private static readonly EntityTagHeaderValue Version = new($"\"{Program.ManifestModule.ModuleVersionId:N}\"");

    private static readonly Dictionary<string, string> Types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (path, page) in new[] { ("/", "faces.html"), ("/runs", "served/runs.html"), ("/runs/{name}", "served/run.html") })
            routes.MapMethods(path, Methods, context => Send(context, page)).ExcludeFromDescription();
        foreach (var name in Program.GetManifestResourceNames().Where(IsSent))
            routes.MapMethods($"/{name}", Methods, context => Send(context, name[Prefix.Length..])).ExcludeFromDescription();
    }

    private static bool IsSent(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && !name.StartsWith($"{Prefix}static/", StringComparison.Ordinal) && !name.EndsWith(".html", StringComparison.Ordinal);

    /// <summary>Sends a file, unless the browser has this program's.</summary>
    private static Task Send(HttpContext context, string name)
    {
        context.Response.Headers[HeaderNames.CacheControl] = "no-cache";
        return Results.Stream(Program.GetManifestResourceStream(Prefix + name)!, Types[Path.GetExtension(name)], entityTag: Version).ExecuteAsync(context);
    }
}
