@rem On Windows npm runs scripts in cmd, which has no exec; elsewhere exec lets signals reach the command itself.
@%*
