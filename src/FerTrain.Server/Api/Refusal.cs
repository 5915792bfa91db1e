using System.Text.Encodings.Web;
using System.Text.Json;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using Microsoft.AspNetCore.Http;

namespace FerTrain.Server.Api;

/// <summary>The JSON of an answer that is none, as of <c>--json</c>.</summary>
internal sealed record Refusal(RefusalError Error)
{
    public const string Busy = "The server is busy. Expected: another try later.";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static Refusal Of(string message) => new(new RefusalError(Printable.Line(message)));

    /// <summary>Answers with a message.</summary>
    public static async Task Write(HttpContext context, int status, string message)
    {
        if (context.Response.HasStarted) return;
        context.Response.StatusCode = status;
        context.Response.ContentLength = null;
        if (context.Request.Headers.Accept.ToString().StartsWith("text/html", StringComparison.Ordinal)) await WritePage(context, message);
        else await context.Response.WriteAsJsonAsync(Of(message), ServerJson.Options, contentType: null, CancellationToken.None);
    }

    /// <summary>Answers a client that there is no place for, and tells it when to come again.</summary>
    public static Task WriteBusy(HttpContext context, string message)
    {
        context.Response.Headers.RetryAfter = $"{Pause.TotalSeconds:0}";
        return Write(context, StatusCodes.Status503ServiceUnavailable, message);
    }

    /// <summary>Answers a browser that opens a page, such as a comparison of a run that has been deleted.</summary>
    private static Task WritePage(HttpContext context, string message)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        var text = HtmlEncoder.Default.Encode(Printable.Line(message));
        return context.Response.WriteAsync(
            $"<!DOCTYPE html>\n<html lang=\"en\">\n<title>FerTrain</title>\n<link rel=\"stylesheet\" href=\"/page/style.css\">\n<h1>{text}</h1>\n<p><a href=\"/runs\">Runs</a></p>\n",
            CancellationToken.None);
    }
}

internal sealed record RefusalError(string Message);

/// <summary>Turns what goes wrong into answers: mistakes of the client into a sentence, everything else into a report to the operator.</summary>
/// <param name="report">Takes the trace of a bug.</param>
internal sealed class ErrorHandler(Action<string> report)
{
    public async Task Catch(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentType: null })
                await Refusal.Write(context, context.Response.StatusCode, Sentence(context.Response.StatusCode));
        }
        catch (OperationCanceledException)
        {
            // The client is gone, or the server ends.
            await Refusal.Write(context, StatusCodes.Status503ServiceUnavailable, Sentence(StatusCodes.Status503ServiceUnavailable));
        }
        catch (BadHttpRequestException error)
        {
            await Refusal.Write(context, error.StatusCode, error.StatusCode == StatusCodes.Status404NotFound ? error.Message : Sentence(error.StatusCode));
        }
        catch (UserError mistake)
        {
            await Refusal.Write(context, StatusCodes.Status400BadRequest, mistake.Message);
        }
        catch (Exception bug) when (!context.RequestAborted.IsCancellationRequested)
        {
            report($"{context.Request.Method} {context.Request.Path}: {bug}");
            await Refusal.Write(context, StatusCodes.Status500InternalServerError, "The server failed; its terminal says where.");
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whatever failed, nobody waits for it.
        }
    }

    private static string Sentence(int status) => status switch
    {
        StatusCodes.Status404NotFound => "There is nothing here.",
        StatusCodes.Status405MethodNotAllowed => "This cannot be done here.",
        StatusCodes.Status408RequestTimeout => "The request came too slowly.",
        StatusCodes.Status413PayloadTooLarge => "The request is too large.",
        StatusCodes.Status503ServiceUnavailable => Refusal.Busy,
        _ => "The request is malformed.",
    };
}

/// <summary>Writes JSON as FerTrain does, on one line and safe inside a page.</summary>
internal static class ServerJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonFile.Options) { Encoder = JavaScriptEncoder.Default, WriteIndented = false };
}
