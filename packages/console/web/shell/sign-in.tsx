import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { signIn } from "../api/access.ts";
import { messageOf } from "../api/client.ts";
import { Mark } from "./mark.tsx";

export function SignIn() {
  const [emailId, setEmailId] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await signIn(emailId.trim(), password);
    } catch (error) {
      setProblem(messageOf(error));
      setBusy(false);
    }
  };
  return (
    <main className="signin">
      <form className="card pad" onSubmit={(event) => void submit(event)}>
        <div className="brand" style={{ padding: 0 }}>
          <Mark /> Inlay
        </div>
        <h1 style={{ fontSize: 18, margin: 0 }}>Sign in</h1>
        <TextInput
          label="Email"
          name="email"
          autoComplete="username"
          required
          value={emailId}
          onChange={(event) => setEmailId(event.currentTarget.value)}
          autoFocus
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={problem}
        />
        <Button type="submit" loading={busy} fullWidth mt={4}>
          Sign in
        </Button>
        <span className="sub">The first password is printed by npm start.</span>
      </form>
    </main>
  );
}
