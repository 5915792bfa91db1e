using System.Net;
using System.Text.RegularExpressions;
using FerTrain.Server;
using FerTrain.Tests.Architecture;
using FerTrain.Tests.Vision;

namespace FerTrain.Tests.Server;

[Collection(TestCollections.Libtorch)]
public sealed partial class GateTests
{
    [FactWithCascade]
    public async Task A_name_that_is_not_its_own_and_a_page_of_another_site_are_refused()
    {
        await using var served = await ServedFaces.Start();
        var port = served.Server.Port;
        (await Status(served, "/", request => request.Headers.Host = $"evil.example:{port}")).ShouldBe(400);
        (await Status(served, "/", request => request.Headers.Host = $"10.1.2.3:{port}")).ShouldBe(400);
        (await Status(served, "/", request => request.Headers.Host = $"localhost:{port}")).ShouldBe(200);
        (await Status(served, "/", request => request.Headers.Host = $"[::1]:{port}")).ShouldBe(200);
        (await Status(served, "/api/model", request => request.Headers.Add("Origin", "http://evil.example"))).ShouldBe(403);
        (await Status(served, "/api/model", request => request.Headers.Add("Origin", $"http://127.0.0.1:{port}"))).ShouldBe(200);
        (await Status(served, "/api/model", request => request.Headers.Add("Sec-Fetch-Site", "cross-site"))).ShouldBe(403);
        (await Status(served, "/", request =>
        {
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
            request.Headers.Add("Sec-Fetch-Mode", "navigate");
        })).ShouldBe(200);
    }

    [FactWithCascade]
    public async Task Where_others_can_ask_they_need_the_token()
    {
        await using var served = await ServedFaces.Start(new ServerOptions { Address = IPAddress.Any });
        var token = served.Server.Token.ShouldNotBeNull();
        token.Length.ShouldBe(43); // 32 bytes in Base64Url
        (await Status(served, "/")).ShouldBe(401);
        (await Status(served, "/api/runs")).ShouldBe(401);
        (await Status(served, "/page/faces.js")).ShouldBe(401);
        (await Status(served, $"/?token={token[1..]}")).ShouldBe(401);
        (await Status(served, "/api/model", request => request.Headers.Authorization = new("Bearer", "nonsense"))).ShouldBe(401);
        (await Status(served, "/healthz")).ShouldBe(200);
        (await Status(served, "/api/model", request => request.Headers.Authorization = new("Bearer", token))).ShouldBe(200);
        (await Status(served, "/api/model", request => request.Headers.Host = "10.1.2.3")).ShouldBe(401); // any address of this machine
        (await Status(served, "/api/model", request => request.Headers.Host = "evil.example")).ShouldBe(400);
        (await Status(served, "/api/model", request => request.Headers.Host = $"{Environment.MachineName}.cs.example.edu")).ShouldBe(401); // its name in its domain

        using var admitted = await served.Client.GetAsync($"/runs?token={token}");
        ((int)admitted.StatusCode, admitted.Headers.Location!.ToString()).ShouldBe((302, "/runs"));
        var cookie = admitted.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldBe($"fertrain_token_{served.Server.Port}={token}; path=/; samesite=lax; httponly");
        (await Status(served, "/runs", request => request.Headers.Add("Cookie", cookie.Split(';')[0]))).ShouldBe(200);
    }

    [FactWithCascade]
    public async Task The_token_leaves_the_URL_where_the_cookie_is_known_too_and_the_rest_stays()
    {
        await using var served = await ServedFaces.Start(new ServerOptions { Address = IPAddress.Any });
        var token = served.Server.Token.ShouldNotBeNull();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/compare?run=a&token={token}&run=b");
        request.Headers.Add("Cookie", $"fertrain_token_{served.Server.Port}={token}");

        using var answer = await served.Client.SendAsync(request);

        ((int)answer.StatusCode, answer.Headers.Location!.ToString()).ShouldBe((302, "/compare?run=a&run=b"));
    }

    [FactWithCascade]
    public async Task A_browser_gets_a_page_with_what_is_wrong_and_a_program_gets_json()
    {
        await using var served = await ServedFaces.Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/compare?run=%3Cb%3E");
        request.Headers.Accept.ParseAdd("text/html,application/xhtml+xml");

        using var page = await served.Client.SendAsync(request);

        ((int)page.StatusCode, page.Content.Headers.ContentType!.ToString()).ShouldBe((404, "text/html; charset=utf-8"));
        (await page.Content.ReadAsStringAsync()).ShouldContain("<h1>There is no such run.</h1>\n<p><a href=\"/runs\">Runs</a></p>");
        using var json = await served.Client.GetAsync("/compare?run=none");
        (await json.Content.ReadAsStringAsync()).ShouldBe("{\"error\":{\"message\":\"There is no such run.\"}}");
        using var head = await served.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/runs"));
        ((int)head.StatusCode, head.Content.Headers.ContentType!.MediaType).ShouldBe((200, "text/html"));
    }

    [FactWithCascade]
    public async Task Every_answer_tells_the_browser_to_be_careful()
    {
        await using var served = await ServedFaces.Start();
        foreach (var path in (string[])["/", "/runs", "/runs/any", "/page/faces.js", "/api/model", "/nothing"])
        {
            using var answer = await served.Client.GetAsync(path);
            string Header(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
            Header("Content-Security-Policy").ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self';");
            Header("Content-Security-Policy").ShouldNotContain("unsafe");
            Header("X-Content-Type-Options").ShouldBe("nosniff");
            Header("Access-Control-Allow-Origin").ShouldBe("");
            Header("Server").ShouldBe("");
        }
    }

    [Fact]
    public void The_pages_have_no_inline_script_or_style_and_name_no_other_host()
    {
        var pages = Directory.GetFiles(Path.Combine(Repository.Root, "src/FerTrain.Server/Page"), "*", SearchOption.AllDirectories).ToDictionary(path => path, File.ReadAllText);
        pages.Count.ShouldBeGreaterThan(18);
        foreach (var (name, text) in pages)
        {
            OtherHost().Matches(text).Select(match => match.Value).Where(host => host != "http://www.w3.org").ShouldBeEmpty(name);
            if (name.EndsWith(".html", StringComparison.Ordinal)) Inline().Matches(text).Select(match => match.Value).ShouldBeEmpty(name);
            text.ShouldNotContain("innerHTML");
        }
    }

    private static async Task<int> Status(ServedFaces served, string path, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        change?.Invoke(request);
        using var answer = await served.Client.SendAsync(request);
        return (int)answer.StatusCode;
    }

    [GeneratedRegex(@"https?://[\w.]+")]
    private static partial Regex OtherHost();

    [GeneratedRegex(@"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=""|javascript:")]
    private static partial Regex Inline();
}
